using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <content>Params, tags, status.</content>
internal sealed partial class RunSync
{
    private const string RunNameTag = RunTags.RunName;

    private async Task SendParamsAsync(CancellationToken cancellationToken)
    {
        var news = _source.Data.Params.Where(param => !_cursor.Params.TryGetValue(param.Key, out var hash) || hash != Hashes.Of(param.Value))
            .OrderBy(param => param.Key, StringComparer.Ordinal).ToList();
        if (news.Count == 0)
        {
            return;
        }

        // One conflict spoils a whole batch, so those that can be known are kept out.
        var there = (await GetTargetAsync(cancellationToken).ConfigureAwait(false)).Data.Params;
        var conflicts = news.Where(param => there.TryGetValue(param.Key, out var value) && value != param.Value).ToList();
        foreach (var conflict in conflicts)
        {
            await KeepAsConflictAsync(conflict.Key, conflict.Value, there[conflict.Key], cancellationToken).ConfigureAwait(false);
        }

        await SendAllAsync(
            news.Except(conflicts).ToList(), BatchRules.MaxParams, batch => new RunBatch { Params = [.. batch.Select(param => new Param(param.Key, param.Value))] },
            async (param, answer) =>
            {
                var now = (await Target.GetRunAsync(TargetId, cancellationToken).ConfigureAwait(false)).Data.Params;
                if (now.TryGetValue(param.Key, out var value) && value != param.Value)
                {
                    await KeepAsConflictAsync(param.Key, param.Value, value, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    Reject("param", $"'{param.Key}'", answer);
                }
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var param in news)
        {
            _cursor.Params[param.Key] = Hashes.Of(param.Value);
        }

        _session.Counts.Params += news.Count;
        Save();
    }

    // The other store's value stays, since nothing there may change a param; ours is kept beside it.
    private async Task KeepAsConflictAsync(string key, string value, string there, CancellationToken cancellationToken)
    {
        await Target.SetTagAsync(TargetId, new RunTag(ConflictTagPrefix + key, value), cancellationToken).ConfigureAwait(false);
        _session.Report(
            "param-conflict", SourceId, $"Param '{key}' is '{there}' in '{Target.Uri}' and '{value}' here. The former stays; the latter is kept there as the tag {ConflictTagPrefix}{key}.");
    }

    private async Task SendTagsAsync(CancellationToken cancellationToken)
    {
        var news = _source.Data.Tags.Where(tag => !_cursor.Tags.TryGetValue(tag.Key, out var hash) || hash != Hashes.Of(tag.Value))
            .OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        await SendAllAsync(
            news, BatchRules.MaxTags, batch => new RunBatch { Tags = [.. batch.Select(tag => new RunTag(tag.Key, tag.Value))] },
            (tag, answer) =>
            {
                Reject("tag", $"'{tag.Key}'", answer);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var tag in news)
        {
            _cursor.Tags[tag.Key] = Hashes.Of(tag.Value);
        }

        var removed = _cursor.Tags.Keys.Where(key => !_source.Data.Tags.ContainsKey(key) && key != RunNameTag).ToList();
        foreach (var key in removed)
        {
            await RemoveTagAsync(key, cancellationToken).ConfigureAwait(false);
            _cursor.Tags.Remove(key);
        }

        if (news.Count + removed.Count > 0)
        {
            _session.Counts.Tags += news.Count + removed.Count;
            Save();
        }
    }

    private async Task RemoveTagAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await Target.DeleteTagAsync(TargetId, key, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // Somebody was first, or the answer to the first try was lost; or the run is gone, which the next call says.
        }
    }

    private async Task SendStateAsync(CancellationToken cancellationToken)
    {
        var info = _source.Info;
        var state = StateOf(info);
        if (_cursor.State == state && !IsStateInDoubt)
        {
            return;
        }

        var target = (await GetTargetAsync(cancellationToken).ConfigureAwait(false)).Info;
        if (WasDeletedHere && target.LifecycleStage == LifecycleStage.Deleted && info.LifecycleStage == LifecycleStage.Active)
        {
            await Target.RestoreRunAsync(TargetId, cancellationToken).ConfigureAwait(false);
        }

        if (target.LifecycleStage == LifecycleStage.Active && Wins(info, target))
        {
            await Target.UpdateRunAsync(TargetId, new RunUpdate { Status = info.Status, EndTime = info.EndTime }, cancellationToken).ConfigureAwait(false);
        }

        if (info.LifecycleStage == LifecycleStage.Deleted && target.LifecycleStage == LifecycleStage.Active)
        {
            await Target.DeleteRunAsync(TargetId, cancellationToken).ConfigureAwait(false);
        }

        _cursor.State = state;
        _session.Counts.States++;
        Save();
    }

    // An end beats a run that goes on; of two ends the later one stands. What this tree said before may always be followed by what it says now.
    private bool Wins(RunInfo here, RunInfo there) =>
        (here.Status != there.Status || !SameTime(here.EndTime, there.EndTime)) &&
        (!IsEnd(there.Status) || _cursor.State.StartsWith(there.Status.ToText() + " ", StringComparison.Ordinal) ||
            (IsEnd(here.Status) && (there.EndTime is null || here.EndTime > there.EndTime)));

    private static bool IsEnd(RunStatus status) => status is RunStatus.Finished or RunStatus.Failed or RunStatus.Killed;

    // Sends in batches; a batch that is refused is halved until the record that is to blame is alone.
    private async Task SendAllAsync<T>(
        List<T> all, int most, Func<IReadOnlyList<T>, RunBatch> toBatch, Func<T, MlTrackException, Task> refused, CancellationToken cancellationToken)
    {
        for (var start = 0; start < all.Count; start += most)
        {
            await SendHalvingAsync(all.GetRange(start, Math.Min(most, all.Count - start)), toBatch, refused, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendHalvingAsync<T>(
        List<T> batch, Func<IReadOnlyList<T>, RunBatch> toBatch, Func<T, MlTrackException, Task> refused, CancellationToken cancellationToken)
    {
        try
        {
            await Target.LogBatchAsync(TargetId, toBatch(batch), cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException answer) when (SyncFaults.IsRefused(answer))
        {
            await ThrowIfGoneAsync(cancellationToken).ConfigureAwait(false);
            if (batch.Count == 1)
            {
                await refused(batch[0], answer).ConfigureAwait(false);
                return;
            }

            var half = batch.Count / 2;
            await SendHalvingAsync(batch.GetRange(0, half), toBatch, refused, cancellationToken).ConfigureAwait(false);
            await SendHalvingAsync(batch.GetRange(half, batch.Count - half), toBatch, refused, cancellationToken).ConfigureAwait(false);
        }
    }
}
