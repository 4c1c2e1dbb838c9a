using MlTrack.Internal.Starting;

namespace MlTrack;

/// <content>The current run.</content>
public sealed partial class Run
{
    /// <summary>The run that was made current last in this flow of control and has not ended; null when there is none.</summary>
    /// <remarks>It flows into tasks and threads that are started, not out of methods that are awaited. Starting a run does not make it current.</remarks>
    public static Run? Current => CurrentRun.Find();

    /// <summary>Makes this run the current one, for hooks and libraries that log without being handed a run.</summary>
    /// <returns>Dispose it to go back to the run that was current before.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <example><code>using (run.MakeCurrent()) Train();   // logs into Run.Current</code></example>
    public IDisposable MakeCurrent()
    {
        ThrowIfEnded();
        return CurrentRun.Push(this);
    }
}
