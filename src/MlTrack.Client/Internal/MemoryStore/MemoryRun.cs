using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>A run with all that was logged in it. Thread-safe by one lock, which is taken after the store's and before a model's.</summary>
internal sealed partial class MemoryRun
{
    private readonly object _gate = new();
    private readonly KeyTree<MemorySeries> _metrics = new("metric");
    private readonly KeyTree<string> _params = new("param");
    private readonly KeyTree<string> _tags = new("tag");
    private readonly Dictionary<MemoryPointDataset, DatasetInput> _datasets = [];
    private readonly Dictionary<string, LoggedModelInput> _modelInputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoggedModelOutput> _modelOutputs = new(StringComparer.Ordinal);
    private RunInfo _info;

    // Made by the first reader after a change; searches over quiet runs then cost nothing.
    private RunRecord? _snapshot;

    internal MemoryRun(RunInfo info, MemoryExperiment experiment, IReadOnlyList<RunTag> tags)
    {
        _info = info;
        Experiment = experiment;
        foreach (var (key, value) in tags)
        {
            _tags.Set(key, value);
        }
    }

    internal MemoryExperiment Experiment { get; }

    internal MemoryArtifacts Artifacts { get; } = new();

    internal string Id => _info.RunId;

    internal RunInfo Info
    {
        get
        {
            lock (_gate)
            {
                return _info;
            }
        }
    }

    /// <summary>Gives the run as it is at one moment.</summary>
    internal RunRecord ToRecord()
    {
        lock (_gate)
        {
            return _snapshot ??= new RunRecord
            {
                Info = _info,
                Data = new RunData
                {
                    Metrics = _metrics.Values.ToDictionary(pair => pair.Key, pair => pair.Value.Latest.ToMetric(pair.Key, Id), StringComparer.Ordinal),
                    Params = _params.Copy(),
                    Tags = _tags.Copy(),
                },
                Inputs = new RunInputs { Datasets = [.. _datasets.Values], Models = [.. _modelInputs.Values] },
                Outputs = new RunOutputs { Models = [.. _modelOutputs.Values] },
            };
        }
    }

    internal RunInfo Update(RunUpdate update)
    {
        lock (_gate)
        {
            BeginWrite();
            var name = string.IsNullOrEmpty(update.RunName) ? null : update.RunName;
            if (name is not null)
            {
                _tags.Set(RunNames.Tag, name);
            }

            return _info = _info with
            {
                Status = update.Status ?? _info.Status,
                EndTime = update.EndTime is { } end ? MemoryClock.ToMilliseconds(end) : _info.EndTime,
                RunName = name ?? _info.RunName,
            };
        }
    }

    /// <summary>Marks the run as deleted, again if it is; only an active one when its experiment is deleted, as in MLflow.</summary>
    internal void Delete(DateTimeOffset now, bool onlyIfActive = false)
    {
        lock (_gate)
        {
            if (onlyIfActive && _info.LifecycleStage == LifecycleStage.Deleted)
            {
                return;
            }

            _snapshot = null;
            _info = _info with { LifecycleStage = LifecycleStage.Deleted, DeletedTime = now };
        }
    }

    internal void Restore()
    {
        lock (_gate)
        {
            _snapshot = null;
            _info = _info with { LifecycleStage = LifecycleStage.Active, DeletedTime = null };
        }
    }

    /// <summary>Fails when the run may not be written.</summary>
    internal void RequireActive()
    {
        lock (_gate)
        {
            RequireActiveLocked();
        }
    }

    private void RequireActiveLocked()
    {
        if (_info.LifecycleStage == LifecycleStage.Deleted)
        {
            throw TrackingErrors.RunNotActive(Id);
        }
    }

    private void BeginWrite()
    {
        RequireActiveLocked();
        _snapshot = null;
    }
}
