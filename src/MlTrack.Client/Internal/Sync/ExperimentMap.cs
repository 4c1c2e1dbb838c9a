using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Which experiment of the other store stands for one of the tree: the one of the same name.</summary>
internal sealed class ExperimentMap(SyncSession session)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

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
        if (target.LifecycleStage == LifecycleStage.Deleted && !await RestoreAsync(target, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        await SendTagsAsync(source, target, cancellationToken).ConfigureAwait(false);
        _ids[source.ExperimentId] = target.ExperimentId;
        return target.ExperimentId;
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

    private async Task<bool> RestoreAsync(Experiment target, CancellationToken cancellationToken)
    {
        if (!session.Options.RestoreDeletedExperiments)
        {
            session.Report(
                "experiment-deleted", runId: null, $"Experiment '{target.Name}' ({target.ExperimentId}) is deleted in '{session.Target.Uri}': its runs are not sent. Restore it there, or ask for it to be restored.");
            return false;
        }

        await session.Target.RestoreExperimentAsync(target.ExperimentId, cancellationToken).ConfigureAwait(false);
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
