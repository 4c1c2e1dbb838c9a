using MlTrack.Internal.Ending;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Runs whose process is gone.</content>
public sealed partial class MlTrackClient
{
    private const string EndedByStale = "stale";

    /// <summary>
    /// Ends the runs that say RUNNING although their process is known to be gone (<see cref="RunInfo.IsStale"/>): FAILED, with the last change of their files as
    /// end and the tag <c>mltrack.ended_by</c> = <c>stale</c>. Nothing else ever changes such runs; MLflow has no counterpart.
    /// </summary>
    /// <param name="cancellationToken">Stops; runs that were ended stay ended.</param>
    /// <returns>The runs that were ended, as they are now.</returns>
    /// <exception cref="MlTrackException">A run could not be written.</exception>
    public async Task<IReadOnlyList<RunInfo>> CloseStaleAsync(CancellationToken cancellationToken = default)
    {
        // Read whole before anything is written, since ending a run moves it within the pages.
        var stale = new List<RunRecord>();
        var query = new SearchRunsQuery { AllExperiments = true, Parts = RunParts.Metrics };
        await foreach (var run in ListRunsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (run.Info.IsStale)
            {
                stale.Add(run);
            }
        }

        var closed = new List<RunInfo>(stale.Count);
        foreach (var run in stale)
        {
            // Asked before the tag is written, which is a change itself.
            var end = await GetLastChangeAsync(run, cancellationToken).ConfigureAwait(false);
            await SetTagAsync(run.Info.RunId, RunTags.EndedBy, EndedByStale, cancellationToken).ConfigureAwait(false);
            closed.Add(await UpdateRunAsync(
                run.Info.RunId, new RunUpdate { Status = RunStatus.Failed, EndTime = end }, cancellationToken).ConfigureAwait(false));
        }

        return closed;
    }

    private async Task<DateTimeOffset> GetLastChangeAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (Store is IRunActivity activity)
        {
            return await activity.GetLastChangeAsync(run.Info.RunId, cancellationToken).ConfigureAwait(false);
        }

        var end = run.Info.StartTime;
        foreach (var metric in run.Data.Metrics.Values)
        {
            end = metric.Timestamp > end ? metric.Timestamp : end;
        }

        return end;
    }
}
