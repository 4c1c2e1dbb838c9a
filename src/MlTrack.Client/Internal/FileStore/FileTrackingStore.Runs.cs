using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Runs.</content>
internal sealed partial class FileTrackingStore
{
    /// <inheritdoc/>
    public ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);

        return Do(() => CreateRun(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            var place = RequireRun(runId);
            _open.WriteWhatWaits(runId);
            return new RunReader(_context, _context.Problems).Get(place);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(update);

        return Do(() => RequireActiveRun(runId).Update(update), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRunAsync(string runId, CancellationToken cancellationToken = default) =>
        Do(() => { _open.Get(RequireRun(runId)).Delete(_context.NowMilliseconds); }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RestoreRunAsync(string runId, CancellationToken cancellationToken = default) =>
        Do(() => { _open.Get(RequireRun(runId)).Restore(); }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default) => Do<IRunWriter>(
        () =>
        {
            var place = RequireRun(runId);
            _open.Get(place).EnsureActive();
            return new FileRunWriter(_context, _open, _open.Open(place));
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(batch);

        return Do(
            () =>
            {
                var checkedBatch = _context.Rules.Check(batch);
                var files = RequireActiveRun(runId);
                foreach (var (key, value) in checkedBatch.Params)
                {
                    files.LogParam(key, value, inBatch: true);
                }

                if (checkedBatch.Metrics.Count > 0)
                {
                    LogPoints(files, checkedBatch.Metrics);
                }

                foreach (var (key, value) in checkedBatch.Tags)
                {
                    files.SetTag(key, value);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.CheckMetric(metric);
            var files = RequireActiveRun(runId);
            LogPoints(files, [metric]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask LogParamAsync(string runId, Param param, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            var value = _context.CheckParam(param.Key, param.Value);
            RequireActiveRun(runId).LogParam(param.Key, value);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetTagAsync(string runId, RunTag tag, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.CheckTag(tag.Key, tag.Value);
            RequireActiveRun(runId).SetTag(tag.Key, tag.Value);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.Require(Names.CheckTagKey(key));
            RequireActiveRun(runId).DeleteTag(key);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask LogInputsAsync(
        string runId, IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models = null, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            InputRules.Check(datasets, models);
            RequireActiveRun(runId).LogInputs(datasets, models);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            InputRules.Check(models);
            RequireActiveRun(runId).LogOutputs(models);
        },
        cancellationToken);

    // Without an open writer nobody would complete a line that the disk took in part, or sync it: both are done before the call returns.
    private void LogPoints(RunFiles files, IReadOnlyList<Metric> points)
    {
        files.Buffer?.Drain();
        files.LogMetrics(points);
        if (!_open.HasWriter(files))
        {
            files.FlushMetrics();
        }
    }

    private RunRecord CreateRun(CreateRunRequest request)
    {
        var userId = request.UserId ?? throw new ArgumentException("The user of a run is null.", nameof(request));
        var experiment = RequireExperiment(request.ExperimentId);
        var meta = new ExperimentReader(_context, _context.Problems).GetMeta(experiment);
        if (experiment.InTrash || meta.LifecycleStage != LifecycleStage.Active)
        {
            throw TrackingErrors.CannotCreateRun(request.ExperimentId);
        }

        foreach (var tag in request.Tags)
        {
            BatchRules.CheckTag(tag.Key, tag.Value);
        }

        var name = RunNames.Choose(request.RunName, request.Tags, _context.Ids);
        var tags = ToMap(RunNames.WithName(request.Tags, name).Select(tag => (tag.Key, tag.Value)));
        var runId = request.RunId ?? _context.Ids.NewHexId();
        BatchRules.Require(Names.CheckRunId(runId));
        var place = new RunPlace(runId, MlrunsLayout.Run(experiment.Folder, runId), experiment);
        if (request.RunId is not null && _context.Locator.FindRun(runId) is { } other && HasMeta(other.Folder))
        {
            throw TrackingErrors.RunExists(runId);
        }

        var info = new RunInfo
        {
            RunId = runId,
            ExperimentId = experiment.ExperimentId,
            RunName = name,
            UserId = userId,
            Status = RunStatus.Running,
            StartTime = MetaYaml.ToTime((request.StartTime ?? _context.Time.GetUtcNow()).ToUnixTimeMilliseconds()),
            ArtifactUri = ArtifactUris.OfRun(meta.ArtifactLocation ?? "", runId),
        };
        WriteNewRun(place, info, tags);
        _context.Locator.Remember(place);
        _context.Watched?.Touch(place);
        return new RunRecord { Info = info, Data = new RunData { Tags = tags } };
    }

    // meta.yaml comes last: a folder without it is no run for any reader, so that the run appears complete or not at all. Publishing it decides who has
    // made the run; a folder without it is what a killed process left, and its id is free.
    private void WriteNewRun(RunPlace place, RunInfo info, Dictionary<string, string> tags)
    {
        if (!_context.Files.CreateDirectory(place.Folder) && HasMeta(place.Folder))
        {
            throw TrackingErrors.RunExists(place.RunId);
        }

        try
        {
            WriteParts(place, info, tags);
        }
        catch (Exception fault) when (fault is StoreIOException or MlTrackException)
        {
            FolderRemover.TakeBack(_context.Files, place.Folder);
            throw;
        }

        if (_context.Durability == Durability.Disk)
        {
            _context.Files.SyncDirectory(place.Experiment.Folder);
        }
    }

    private bool HasMeta(string folder) => _context.Files.TryStat(MlrunsLayout.Meta(folder), out _);

    private void WriteParts(RunPlace place, RunInfo info, Dictionary<string, string> tags)
    {
        foreach (var folder in (string[])[MlrunsLayout.Metrics, MlrunsLayout.Params, MlrunsLayout.Artifacts, MlrunsLayout.Tags])
        {
            _context.Files.CreateDirectory(MlrunsLayout.Join(place.Folder, folder));
        }

        var tagFolder = MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags);
        foreach (var tag in tags)
        {
            KeyWriter.WriteNew(_context, "tag", tagFolder, tag.Key, TextFile.Format(tag.Value), place.Folder, place.RunId);
        }

        KeyWriter.SyncNew(_context, tagFolder, tags.Keys);

        if (!_context.Writer.TryPublishNew(MlrunsLayout.Meta(place.Folder), place.Folder, RunMeta.Format(info), _context.Durability.ForMeta()))
        {
            throw TrackingErrors.RunExists(place.RunId);
        }
    }
}
