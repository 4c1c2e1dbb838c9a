using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

public sealed partial class Run
{
    /// <summary>
    /// Reports that something which was to be logged could not be made, in the way in which the run reports its own faults. For
    /// companions and extensions of your own: what they compute before they log must not end a training either.
    /// </summary>
    /// <param name="operation">What was to be done, usually the name of the method: <c>LogMetrics</c>.</param>
    /// <param name="exception">What happened.</param>
    /// <param name="key">What it was about, or null.</param>
    /// <returns>This run.</returns>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>; otherwise the fault is logged and kept in <see cref="Failures"/>.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public Run ReportFailure(string operation, Exception exception, string? key = null)
    {
        Guard.NotNull(operation);
        Guard.NotNull(exception);
        if (IsOpenForWriting)
        {
            Writer.FailedForGood(new PendingRefusal(operation, key), exception);
        }

        return this;
    }
}
