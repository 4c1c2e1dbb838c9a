using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Experiments.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckExperimentName(request.Name));
        foreach (var (key, value) in request.Tags)
        {
            BatchRules.CheckExperimentTag(key, value);
        }

        var location = string.IsNullOrEmpty(request.ArtifactLocation) ? null : request.ArtifactLocation;
        if (location is not null)
        {
            ArtifactUris.CheckLength(location);
            location = ArtifactUris.Resolve(location, Environment.CurrentDirectory);
        }

        lock (_gate)
        {
            RequireFreeName(request.Name);
            return new ValueTask<string>(AddExperiment(NewExperimentId(request.Name), request.Name, location, request.Tags));
        }
    }

    public ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Experiment>(FindExperiment(experimentId).ToEntity());
        }
    }

    public ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Experiment?>(FindByName(name)?.ToEntity());
        }
    }

    public ValueTask RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckExperimentName(newName));
        lock (_gate)
        {
            var experiment = FindExperiment(experimentId);
            RequireFreeName(newName);
            if (!experiment.IsActive)
            {
                throw TrackingErrors.CannotRenameDeletedExperiment();
            }

            experiment.Entity = experiment.Entity with { Name = newName, LastUpdateTime = Now() };
        }

        return default;
    }

    public ValueTask DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (experimentId == DefaultExperimentId)
        {
            throw TrackingErrors.CannotDeleteDefaultExperiment();
        }

        lock (_gate)
        {
            var experiment = FindExperiment(experimentId);
            if (!experiment.IsActive)
            {
                throw TrackingErrors.ExperimentNotFound(experimentId);
            }

            var now = Now();
            experiment.Runs.ForEach(run => run.Delete(now, onlyIfActive: true));
            experiment.Entity = experiment.Entity with { LifecycleStage = LifecycleStage.Deleted, LastUpdateTime = now };
        }

        return default;
    }

    public ValueTask RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckExperimentId(experimentId));
        lock (_gate)
        {
            if (!_experiments.TryGetValue(experimentId, out var experiment) || experiment.IsActive)
            {
                throw TrackingErrors.DeletedExperimentNotFound(experimentId);
            }

            // Also those that were deleted one by one before: MLflow does not tell them apart.
            experiment.Runs.ForEach(run => run.Restore());
            experiment.Entity = experiment.Entity with { LifecycleStage = LifecycleStage.Active, LastUpdateTime = Now() };
        }

        return default;
    }

    public ValueTask SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.CheckExperimentTag(key, value);
        lock (_gate)
        {
            RequireActiveForTags(experimentId, delete: false).Tags.Set(key, value);
        }

        return default;
    }

    public ValueTask DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckTagKey(key));
        lock (_gate)
        {
            if (!RequireActiveForTags(experimentId, delete: true).Tags.Remove(key))
            {
                throw TrackingErrors.ExperimentTagNotFound(experimentId, key);
            }
        }

        return default;
    }

    // The lock is held by all callers of what follows.
    private MemoryExperiment FindExperiment(string experimentId)
    {
        BatchRules.Require(Names.CheckExperimentId(experimentId));
        return _experiments.TryGetValue(experimentId, out var experiment) ? experiment : throw TrackingErrors.ExperimentNotFound(experimentId);
    }

    private MemoryExperiment? FindByName(string name) =>
        _experiments.Values.FirstOrDefault(experiment => string.Equals(experiment.Entity.Name, name, StringComparison.Ordinal));

    private MemoryExperiment RequireActiveForTags(string experimentId, bool delete)
    {
        var experiment = FindExperiment(experimentId);
        return experiment.IsActive ? experiment : throw TrackingErrors.ExperimentNotActiveForTags(experimentId, delete);
    }

    private void RequireFreeName(string name)
    {
        if (FindByName(name) is { } taken)
        {
            throw TrackingErrors.ExperimentExists(name, deleted: !taken.IsActive);
        }
    }

    // The same ids as in a file store, so that a test against memory sees what its program will see.
    private string NewExperimentId(string name)
    {
        for (var attempt = 0; ; attempt++)
        {
            var id = ExperimentIdMaker.Create(name, attempt);
            if (!_experiments.ContainsKey(id))
            {
                return id;
            }
        }
    }

    private string AddExperiment(string id, string name, string? artifactLocation, IReadOnlyList<RunTag> tags)
    {
        var now = Now();
        var experiment = new MemoryExperiment(new Experiment
        {
            ExperimentId = id,
            Name = name,
            ArtifactLocation = artifactLocation ?? StoreUri + "/" + id,
            CreationTime = now,
            LastUpdateTime = now,
        });
        foreach (var (key, value) in tags)
        {
            experiment.Tags.Set(key, value);
        }

        _experiments.Add(id, experiment);
        return id;
    }
}
