using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Which experiment of the other store stands for one of the tree: the one of the same name.</summary>
internal sealed class ExperimentMap(SyncSession session)
{
    /// <summary>The tag of an experiment that was deleted because it was deleted in a tree; its value names the tree.</summary>
    internal const string DeletedByTag = "mltrack.deleted_by";

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _restored = new(StringComparer.Ordinal);

    /// <summary>Whether the experiment was restored there meanwhile: with all of its runs, whatever was known of them.</summary>
    internal bool WasRestored(Experiment source) => _restored.Contains(source.ExperimentId);

    private string DeletedBy => Hashes.Of(session.Source.Root);

    /// <summary>Gives the id, making the experiment when it is missing.</summary>
    /// <returns>Null when it was deleted there and is not to be restored.</returns>
    internal async Task<string?> FindAsync(Experiment source, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(source.ExperimentId, out var known))
        {
            return known;
        }

        var target = await session.Target.FindExperimentByNameAsync(source.Name, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(source, cancellationToken).ConfigureAwait(false);
        if (target.LifecycleStage == LifecycleStage.Deleted)
        {
            if (!await RestoreAsync(source, target, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            target = await session.Target.GetExperimentAsync(target.ExperimentId, cancellationToken).ConfigureAwait(false);
        }

        _gone.Remove(source.ExperimentId);
        await SendTagsAsync(source, target, cancellationToken).ConfigureAwait(false);
        _ids[source.ExperimentId] = target.ExperimentId;
        return target.ExperimentId;
    }

    /// <summary>Deletes the experiment of a deleted one, unless it still has runs: those are not from here.</summary>
    internal async Task DeleteAsync(Experiment source, CancellationToken cancellationToken)
    {
        if (_gone.Contains(source.ExperimentId))
        {
            return;
        }

        var target = await session.Target.FindExperimentByNameAsync(source.Name, cancellationToken).ConfigureAwait(false);
        if (target is not null && target.LifecycleStage == LifecycleStage.Active)
        {
            var others = new SearchRunsQuery { ExperimentIds = [target.ExperimentId], MaxResults = 1 };
            if ((await session.Target.SearchRunsAsync(others, cancellationToken).ConfigureAwait(false)).Items.Count > 0)
            {
                session.Report("experiment-kept", runId: null, $"Experiment '{source.Name}' is deleted here, and '{session.Target.Uri}' has further runs in it: it stays there.");
                return;
            }

            await session.Target.SetExperimentTagAsync(target.ExperimentId, DeletedByTag, DeletedBy, cancellationToken).ConfigureAwait(false);
            await session.Target.DeleteExperimentAsync(target.ExperimentId, cancellationToken).ConfigureAwait(false);
        }

        _ids.Remove(source.ExperimentId);
        _gone.Add(source.ExperimentId);
    }

    private async Task<Experiment> CreateAsync(Experiment source, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CreateExperimentRequest { Name = source.Name, Tags = [.. source.Tags.Select(tag => new RunTag(tag.Key, tag.Value))] };
            var id = await session.Target.CreateExperimentAsync(request, cancellationToken).ConfigureAwait(false);
            return await session.Target.GetExperimentAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
        {
            // Another sender was first; or the answer to the first try was lost.
            if (await session.Target.FindExperimentByNameAsync(source.Name, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            throw;
        }
    }

    private async Task<bool> RestoreAsync(Experiment source, Experiment target, CancellationToken cancellationToken)
    {
        // Deleted from here, it is restored from here.
        var isOurs = source.LifecycleStage == LifecycleStage.Active && target.Tags.TryGetValue(DeletedByTag, out var by) && by == DeletedBy;
        if (!isOurs && !session.Options.RestoreDeletedExperiments)
        {
            session.Report(
                "experiment-deleted", runId: null, $"Experiment '{target.Name}' ({target.ExperimentId}) is deleted in '{session.Target.Uri}': its runs are not sent. Restore it there, or ask for it to be restored.");
            return false;
        }

        await session.Target.RestoreExperimentAsync(target.ExperimentId, cancellationToken).ConfigureAwait(false);
        _restored.Add(source.ExperimentId);
        if (target.Tags.ContainsKey(DeletedByTag))
        {
            await session.Target.DeleteExperimentTagAsync(target.ExperimentId, DeletedByTag, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task SendTagsAsync(Experiment source, Experiment target, CancellationToken cancellationToken)
    {
        foreach (var tag in source.Tags.Where(tag => !target.Tags.TryGetValue(tag.Key, out var there) || there != tag.Value))
        {
            await session.Target.SetExperimentTagAsync(target.ExperimentId, tag.Key, tag.Value, cancellationToken).ConfigureAwait(false);
            session.Counts.Tags++;
        }
    }
}
