using MlTrack.Internal.FileStore;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Spooling;

/// <summary>Removes runs from a spool.</summary>
internal static class SpoolCleaner
{
    /// <summary>Removes the runs that have ended and are on the server whole.</summary>
    /// <param name="spool">The spool.</param>
    /// <param name="target">Its server.</param>
    /// <param name="force">Removes those too that are not on the server.</param>
    /// <param name="keeps">Whether a run stays in any case; null for none.</param>
    /// <param name="cancellationToken">Stops; what was removed stays removed.</param>
    /// <returns>The ids of the runs that were removed.</returns>
    internal static async Task<IReadOnlyList<string>> DropAsync(
        FileTrackingStore spool, string target, bool force, Predicate<string>? keeps, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All, Parts = RunParts.Info };
        await foreach (var run in RunStream.ReadAsync(spool, query, cancellationToken).ConfigureAwait(false))
        {
            var hasEnded = run.Info.Status is not (RunStatus.Running or RunStatus.Scheduled) || run.Info.IsStale;
            if (hasEnded && keeps?.Invoke(run.Info.RunId) != true && (force || SpoolTarget.IsSent(spool, run.Info, target)))
            {
                found.Add(run.Info.RunId);
            }
        }

        var dropped = new List<string>();
        foreach (var id in found)
        {
            try
            {
                await spool.DeleteRunAsync(id, cancellationToken).ConfigureAwait(false);
                await spool.CollectGarbageAsync(new GarbageCollectionOptions { RunIds = [id] }, cancellationToken).ConfigureAwait(false);
                dropped.Add(id);
            }
            catch (MlTrackException gone) when (gone.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
            {
                // Another process has removed it in the same moment.
            }
        }

        return dropped;
    }
}
