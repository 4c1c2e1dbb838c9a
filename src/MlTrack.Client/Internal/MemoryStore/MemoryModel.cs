using MlTrack.Internal.Rules;

namespace MlTrack.Internal.MemoryStore;

/// <summary>A logged model. Guarded by a lock of its own, which is taken after a run's lock where both are needed.</summary>
internal sealed class MemoryModel
{
    private readonly object _gate = new();
    private readonly KeyTree<string> _params = new("param");
    private readonly KeyTree<string> _tags = new("tag");
    private readonly KeyTree<Dictionary<(string? Name, string? Digest), Metric>> _metrics = new("metric");
    private LoggedModel _entity;

    internal MemoryModel(LoggedModel entity, MemoryExperiment experiment, IReadOnlyList<Param> parameters, IReadOnlyList<RunTag> tags)
    {
        _entity = entity;
        Experiment = experiment;
        SetParams(parameters);
        SetTags(tags);
    }

    internal MemoryExperiment Experiment { get; }

    internal MemoryArtifacts Artifacts { get; } = new();

    internal string Id => _entity.ModelId;

    internal LoggedModel Entity
    {
        get
        {
            lock (_gate)
            {
                return _entity;
            }
        }
    }

    /// <summary>Changes the model itself and gives it whole.</summary>
    internal LoggedModel Change(Func<LoggedModel, LoggedModel> change)
    {
        lock (_gate)
        {
            RequireActive();
            _entity = change(_entity);
            return Snapshot();
        }
    }

    internal void SetParams(IReadOnlyList<Param> parameters)
    {
        lock (_gate)
        {
            RequireActive();
            foreach (var (key, value) in parameters)
            {
                _params.Set(key, value);
            }
        }
    }

    internal void SetTags(IReadOnlyList<RunTag> tags)
    {
        lock (_gate)
        {
            RequireActive();
            foreach (var (key, value) in tags)
            {
                _tags.Set(key, value);
            }
        }
    }

    internal void DeleteTag(string key)
    {
        lock (_gate)
        {
            RequireActive();
            if (!_tags.Remove(key))
            {
                throw TrackingErrors.ModelTagNotFound(Id, key);
            }
        }
    }

    /// <summary>Keeps a point if it is the latest of its metric and data set; a model shows only those.</summary>
    internal void AddMetric(Metric metric, string runId)
    {
        lock (_gate)
        {
            if (!_metrics.TryGet(metric.Key, out var latest))
            {
                latest = new Dictionary<(string? Name, string? Digest), Metric>(1);
                _metrics.Set(metric.Key, latest);
            }

            var dataset = (metric.DatasetName, metric.DatasetDigest);
            latest.TryGetValue(dataset, out var best);
            if (MetricOrder.Replaces(metric, best))
            {
                latest[dataset] = metric with { RunId = runId };
            }
        }
    }

    internal LoggedModel ToEntity()
    {
        lock (_gate)
        {
            return Snapshot();
        }
    }

    private LoggedModel Snapshot() => _entity with
    {
        Params = _params.Copy(),
        Tags = _tags.Copy(),
        Metrics = [.. _metrics.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Values)],
    };

    private void RequireActive()
    {
        if (_entity.LifecycleStage == LifecycleStage.Deleted)
        {
            throw TrackingErrors.ModelNotFound(Id);
        }
    }
}
