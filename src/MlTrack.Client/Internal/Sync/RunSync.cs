using MlTrack.Internal.FileStore;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Brings one run to the other store: the run itself, params, tags, points, links, artifacts, and its end last.</summary>
internal sealed partial class RunSync
{
    internal const string SourceTag = "mltrack.source_run_id";
    internal const string DuplicateTag = "mltrack.duplicate_of";
    internal const string ConflictTagPrefix = "mltrack.conflict.";

    private readonly SyncSession _session;
    private readonly RunPlace _place;
    private readonly RunRecord _source;
    private readonly string _experimentId;
    private readonly IReadOnlyList<LoggedModel> _models;
    private readonly CursorFile _file;

    private SyncCursor _cursor;
    private RunRecord? _target;

    internal RunSync(
        SyncSession session, RunPlace place, RunRecord source, string experimentId, IReadOnlyList<LoggedModel> models, CursorFile file)
    {
        _session = session;
        _place = place;
        _source = source;
        _experimentId = experimentId;
        _models = models;
        _file = file;
        _cursor = file.Read();
    }

    /// <summary>Whether the run's life cycle stage there may be another than the one that was sent last.</summary>
    internal bool IsStateInDoubt { get; init; }

    private ITrackingStore Target => _session.Target;

    private string SourceId => _source.Info.RunId;

    private string TargetId => _cursor.RunId;

    /// <summary>Sends everything that is there.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_cursor.IsSetAside)
        {
            if (!_session.Options.RecreateDeletedRuns)
            {
                return;
            }

            Forget();
        }

        try
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RunGoneException gone)
        {
            if (!_session.Options.RecreateDeletedRuns)
            {
                SetAside(gone.Message);
                return;
            }

            Forget();
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_session.Options.Verify && _cursor.RunId.Length > 0)
        {
            // As with a cursor that was lost: everything is compared.
            _cursor = new SyncCursor { Target = _cursor.Target, RunId = _cursor.RunId };
        }

        if (_session.IsSpool && _source.Info.LifecycleStage == LifecycleStage.Deleted)
        {
            return;
        }

        await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        if (!IsStateInDoubt && StateOf(_source.Info) == _cursor.State && _source.Info.LifecycleStage == LifecycleStage.Deleted)
        {
            return;
        }

        if (!_cursor.IsCompared)
        {
            await CompareAsync(cancellationToken).ConfigureAwait(false);
        }

        await SendParamsAsync(cancellationToken).ConfigureAwait(false);
        await SendTagsAsync(cancellationToken).ConfigureAwait(false);
        await SendModelsAsync(cancellationToken).ConfigureAwait(false);
        await SendMetricsAsync(cancellationToken).ConfigureAwait(false);
        await SendLinksAsync(cancellationToken).ConfigureAwait(false);
        await SendArtifactsAsync(cancellationToken).ConfigureAwait(false);
        await SendStateAsync(cancellationToken).ConfigureAwait(false);
    }

    // Which run of the other store this one is; it is made there when it is none.
    private async Task IdentifyAsync(CancellationToken cancellationToken)
    {
        if (_cursor.RunId.Length > 0)
        {
            return;
        }

        var found = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            var info = _source.Info;
            found = await Target.CreateRunAsync(
                new CreateRunRequest
                {
                    ExperimentId = _experimentId, UserId = info.UserId, StartTime = info.StartTime, RunName = info.RunName,
                    Tags = [new RunTag(SourceTag, SourceId), .. _source.Data.Tags.Where(tag => tag.Key is RunTags.User or RunTags.RunName).Select(tag => new RunTag(tag.Key, tag.Value))],
                },
                cancellationToken).ConfigureAwait(false);
            _session.Counts.RunsCreated++;
        }

        _cursor.RunId = found.Info.RunId;
        Save();
    }

    private async Task<RunRecord?> FindAsync(CancellationToken cancellationToken)
    {
        var query = new SearchRunsQuery
        {
            ExperimentIds = [_experimentId], Filter = $"tags.`{SourceTag}` = '{SourceId}'", OrderBy = ["attributes.start_time ASC", "attributes.run_id ASC"],
            ViewType = _session.Options.RecreateDeletedRuns ? ViewType.ActiveOnly : ViewType.All,
        };
        var runs = (await Target.SearchRunsAsync(query, cancellationToken).ConfigureAwait(false)).Items.Where(run => !run.Data.Tags.ContainsKey(DuplicateTag)).ToList();
        foreach (var other in runs.Skip(1))
        {
            // Two senders raced. Both take the first; the second one is marked, and never removed.
            await Target.SetTagAsync(other.Info.RunId, new RunTag(DuplicateTag, runs[0].Info.RunId), cancellationToken).ConfigureAwait(false);
            _session.Report(
                "duplicate-run", SourceId, $"'{Target.Uri}' had the run twice: '{other.Info.RunId}' is marked with the tag {DuplicateTag} and can be deleted.");
        }

        return runs.Count == 0 ? null : runs[0];
    }

    // A cursor that is new, or was lost, knows nothing: the other store does.
    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var target = await GetTargetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var param in _source.Data.Params.Where(param => target.Data.Params.TryGetValue(param.Key, out var there) && there == param.Value))
        {
            _cursor.Params[param.Key] = Hashes.Of(param.Value);
        }

        foreach (var tag in _source.Data.Tags.Where(tag => target.Data.Tags.TryGetValue(tag.Key, out var there) && there == tag.Value))
        {
            _cursor.Tags[tag.Key] = Hashes.Of(tag.Value);
        }

        foreach (var (key, path) in ListMetricFiles())
        {
            using var tail = MetricTail.TryOpen(_session.Context.Files, path);
            if (tail is not null && target.Data.Metrics.ContainsKey(key))
            {
                DoubtAll(key, tail);
            }
        }

        _cursor.State = target.Info.Status == _source.Info.Status && SameTime(target.Info.EndTime, _source.Info.EndTime) ? StateOf(_source.Info with { LifecycleStage = target.Info.LifecycleStage }) : "";
        _cursor.IsCompared = true;
        Save();
    }

    private async Task<RunRecord> GetTargetAsync(CancellationToken cancellationToken)
    {
        if (_target is not null)
        {
            return _target;
        }

        try
        {
            _target = await Target.GetRunAsync(TargetId, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            throw Gone("is not there any more");
        }

        if (_target.Info.LifecycleStage == LifecycleStage.Deleted && _source.Info.LifecycleStage == LifecycleStage.Active && !WasDeletedHere)
        {
            throw Gone("is deleted");
        }

        return _target;
    }

    private bool WasDeletedHere => _cursor.State.EndsWith(LifecycleStage.Deleted.ToText(), StringComparison.Ordinal);

    private RunGoneException Gone(string how) => new($"The run {how} in '{Target.Uri}' (there '{TargetId}'): nothing more of it is sent, unless it is to be made anew.");

    // After a refusal: because of the record, or because there is no run any more that takes records?
    private async Task ThrowIfGoneAsync(CancellationToken cancellationToken)
    {
        _target = null;
        await GetTargetAsync(cancellationToken).ConfigureAwait(false);
    }

    private void SetAside(string message)
    {
        _session.Report("run-deleted", SourceId, message);
        _cursor.IsSetAside = true;
        Save();
    }

    private void Forget()
    {
        _target = null;
        _cursor = new SyncCursor { Target = _cursor.Target };
    }

    private void Save() => _file.Write(_cursor);

    private void Reject(string kind, string record, MlTrackException answer)
    {
        CursorFile.Reject(
            _session.Context, _place.Folder,
            new RejectedRecord
            {
                Time = _session.Time.GetUtcNow(), Target = Target.Uri, Kind = kind, Record = record, ErrorCode = answer.ErrorCodeText, Message = answer.Message,
            });
        _session.Report("rejected", SourceId, $"'{Target.Uri}' refused the {kind} {record}: {answer.Message} It is noted in {RejectedRecord.FileName}.", answer.ErrorCodeText);
    }

    /// <summary>The state of a run that is sent last.</summary>
    internal static string StateOf(RunInfo info) =>
        $"{info.Status.ToText()} {info.EndTime?.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {info.LifecycleStage.ToText()}";

    private static bool SameTime(DateTimeOffset? one, DateTimeOffset? other) => one?.ToUnixTimeMilliseconds() == other?.ToUnixTimeMilliseconds();
}
