namespace MlTrack.MLNet.Internal;

/// <summary>The one place where whatever goes wrong while something is prepared for the log becomes a reported failure of the run.</summary>
internal static class Tracking
{
    /// <summary>Does the work; a fault is reported as the run's policy says (only <see cref="OnFailure.Throw"/> throws), for training must go on.</summary>
    internal static Run Guarded(Run run, string operation, string? key, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (MustReport(run))
        {
            run.ReportFailure(operation, exception, key);
        }

        return run;
    }

    /// <inheritdoc cref="Guarded"/>
    internal static async Task GuardedAsync(Run run, string operation, string? key, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (MustReport(run) && !cancellationToken.IsCancellationRequested)
        {
            run.ReportFailure(operation, exception, key);
        }
    }

    // An ended run is a mistake of the program, and says so everywhere. With OnFailure.Throw the report throws.
    private static bool MustReport(Run run) => !run.HasEnded;
}
