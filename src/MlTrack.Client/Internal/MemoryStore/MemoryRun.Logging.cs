using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>What is logged; everything was checked before by <see cref="BatchRules"/>.</content>
internal sealed partial class MemoryRun
{
    /// <summary>Writes params, metrics, tags in that order. A changed param ends it; what came before stays, as in MLflow.</summary>
    internal void LogBatch(RunBatch batch, Func<string, MemoryModel> findModel)
    {
        lock (_gate)
        {
            BeginWrite();
            foreach (var (key, value) in batch.Params)
            {
                SetParam(key, value, inBatch: true);
            }

            foreach (var metric in batch.Metrics)
            {
                AddMetric(metric, findModel);
            }

            foreach (var (key, value) in batch.Tags)
            {
                SetTagLocked(key, value);
            }
        }
    }

    internal void LogMetrics(IReadOnlyList<Metric> metrics, Func<string, MemoryModel> findModel)
    {
        lock (_gate)
        {
            BeginWrite();
            foreach (var metric in metrics)
            {
                AddMetric(metric, findModel);
            }
        }
    }

    /// <summary>Appends one point to a series that is remembered by the caller.</summary>
    internal void Append(string key, ref MemorySeries? series, in MemoryPoint point)
    {
        lock (_gate)
        {
            BeginWrite();
            series ??= OpenSeries(key);
            series.Add(point);
        }
    }

    internal void LogParam(string key, string value)
    {
        lock (_gate)
        {
            BeginWrite();
            SetParam(key, value, inBatch: false);
        }
    }

    internal void SetTag(string key, string value)
    {
        lock (_gate)
        {
            BeginWrite();
            SetTagLocked(key, value);
        }
    }

    internal void DeleteTag(string key)
    {
        lock (_gate)
        {
            BeginWrite();
            if (!_tags.Remove(key))
            {
                throw TrackingErrors.RunTagNotFound(Id, key);
            }
        }
    }

    internal void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
    {
        lock (_gate)
        {
            BeginWrite();
            foreach (var input in datasets ?? [])
            {
                // The first description of a data set wins in the experiment, the first use of it in the run.
                var id = new MemoryPointDataset(input.Dataset.Name, input.Dataset.Digest);
                var dataset = Experiment.Datasets.GetOrAdd(id, input.Dataset);
                _datasets.TryAdd(id, new DatasetInput { Dataset = dataset, Tags = CopyTags(input.Tags) });
            }

            foreach (var model in models ?? [])
            {
                _modelInputs.TryAdd(model.ModelId, model);
            }
        }
    }

    internal void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
    {
        lock (_gate)
        {
            BeginWrite();
            foreach (var model in models)
            {
                _modelOutputs.TryAdd(model.ModelId, model);
            }
        }
    }

    /// <summary>Gives the number of points of a metric; 0 when nothing was logged under the key.</summary>
    internal int CountPoints(string key)
    {
        lock (_gate)
        {
            return _metrics.TryGet(key, out var series) ? series.Count : 0;
        }
    }

    /// <summary>Copies points of a metric that has that many.</summary>
    internal Metric[] CopyPoints(string key, int start, int count)
    {
        lock (_gate)
        {
            var points = new Metric[count];
            if (count > 0 && _metrics.TryGet(key, out var series))
            {
                for (var i = 0; i < count; i++)
                {
                    points[i] = series[start + i].ToMetric(key, Id);
                }
            }

            return points;
        }
    }

    private static Dictionary<string, string> CopyTags(IReadOnlyDictionary<string, string> tags)
    {
        var copy = new Dictionary<string, string>(tags.Count, StringComparer.Ordinal);
        foreach (var pair in tags)
        {
            copy.Add(pair.Key, pair.Value);
        }

        return copy;
    }

    private void AddMetric(Metric metric, Func<string, MemoryModel> findModel)
    {
        var model = metric.ModelId is { } modelId ? findModel(modelId) : null;
        OpenSeries(metric.Key).Add(new MemoryPoint(metric));
        model?.AddMetric(metric, Id);
    }

    private MemorySeries OpenSeries(string key)
    {
        if (!_metrics.TryGet(key, out var series))
        {
            series = new MemorySeries(key);
            _metrics.Set(key, series);
        }

        return series;
    }

    private void SetParam(string key, string value, bool inBatch)
    {
        if (!_params.TryGet(key, out var old))
        {
            _params.Set(key, value);
        }
        else if (!string.Equals(old, value, StringComparison.Ordinal))
        {
            throw TrackingErrors.ParamChanged(Id, key, old, value, inBatch);
        }
    }

    private void SetTagLocked(string key, string value)
    {
        _tags.Set(key, value);
        if (key == RunNames.Tag && value.Length > 0)
        {
            _info = _info with { RunName = value };
        }
    }
}
