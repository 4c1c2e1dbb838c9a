using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>Starts demands of runs: <c>run.Should().HaveMetric("auc").Above(0.9)</c>.</summary>
/// <remarks>
/// Works with every test framework, since a demand that is not met is an exception; beside assertion libraries which have a
/// <c>Should</c> too, since a run of ours is the better match. Thread-safe.
/// </remarks>
public static class RunAssertionExtensions
{
    /// <summary>Demands something of a run that was read.</summary>
    /// <param name="run">The run.</param>
    public static RunAssertions Should(this RunRecord run)
    {
        Guard.NotNull(run);
        return new RunAssertions(run, null, null);
    }

    /// <summary>Demands something of a live run, as it lies in its store at this moment.</summary>
    /// <param name="run">The run. Its store is read before this returns; on a server, read the run yourself and await it.</param>
    /// <exception cref="MlTrackException">The run cannot be read.</exception>
    public static RunAssertions Should(this Run run)
    {
        Guard.NotNull(run);

        // An assertion is a statement, not something to await. On a thread of the pool, so that no test framework's context can block it.
        var record = Task.Run(() => run.Client.GetRunAsync(run.RunId)).GetAwaiter().GetResult();
        return new RunAssertions(record, run.Failures, run.Client);
    }
}
