using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Runs.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var id = request.RunId ?? _ids.NewHexId();
        BatchRules.Require(Names.CheckRunId(id));
        foreach (var (key, value) in request.Tags)
        {
            BatchRules.CheckTag(key, value);
        }

        lock (_gate)
        {
            var experiment = FindExperiment(request.ExperimentId);
            if (!experiment.IsActive)
            {
                throw TrackingErrors.CannotCreateRun(experiment.Id);
            }

            var name = RunNames.Choose(request.RunName, request.Tags, _ids);
            var info = new RunInfo
            {
                RunId = id,
                ExperimentId = experiment.Id,
                RunName = name,
                UserId = request.UserId ?? throw new ArgumentException("The user is null.", nameof(request)),
                StartTime = request.StartTime is { } start ? MemoryClock.ToMilliseconds(start) : Now(),
                ArtifactUri = ArtifactUris.OfRun(experiment.Entity.ArtifactLocation, id),
            };
            var run = new MemoryRun(info, experiment, RunNames.WithName(request.Tags, name));
            if (!_runs.TryAdd(id, run))
            {
                throw TrackingErrors.RunExists(id);
            }

            experiment.Runs.Add(run);
            return new ValueTask<RunRecord>(run.ToRecord());
        }
    }

    public ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<RunRecord>(FindRun(runId).ToRecord());
    }

    public ValueTask<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<RunInfo>(FindRun(runId).Update(Check(update)));
    }

    public ValueTask DeleteRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FindRun(runId).Delete(Now());
        return default;
    }

    public ValueTask RestoreRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FindRun(runId).Restore();
        return default;
    }

    internal static RunUpdate Check(RunUpdate update)
    {
        Guard.NotNull(update);

        // The text's own check: what MLflow has no text for would be unreadable in every other store.
        update.Status?.ToText();
        return update;
    }

    private MemoryRun FindRun(string runId)
    {
        BatchRules.Require(Names.CheckRunId(runId));
        return _runs.TryGetValue(runId, out var run) ? run : throw TrackingErrors.RunNotFound(runId);
    }
}
