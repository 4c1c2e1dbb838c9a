using System.Collections.Concurrent;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>The write path of one run in memory. A run may have many writers at a time.</summary>
internal sealed class MemoryRunWriter : IRunWriter
{
    private readonly MemoryTrackingStore _store;
    private readonly MemoryRun _run;
    private readonly ConcurrentDictionary<string, MemoryMetricWriter> _series = new(StringComparer.Ordinal);
    private volatile bool _disposed;

    internal MemoryRunWriter(MemoryTrackingStore store, MemoryRun run)
    {
        _store = store;
        _run = run;
    }

    public string RunId => _run.Id;

    public IMetricWriter OpenMetric(string key)
    {
        Open();
        BatchRules.Require(Names.CheckMetricKey(key));
        return _series.GetOrAdd(key, static (name, writer) => new MemoryMetricWriter(writer, name), this);
    }

    public void LogMetrics(IReadOnlyList<Metric> metrics)
    {
        Guard.NotNull(metrics);
        foreach (var metric in metrics)
        {
            BatchRules.CheckMetric(metric);
        }

        Open().LogMetrics(metrics, _store.FindModel);
    }

    public void LogParam(string key, string value) => Open().LogParam(key, _store.Rules.CheckParam(key, value));

    public void SetTag(string key, string value)
    {
        BatchRules.CheckTag(key, value);
        Open().SetTag(key, value);
    }

    public void DeleteTag(string key)
    {
        BatchRules.Require(Names.CheckTagKey(key));
        Open().DeleteTag(key);
    }

    public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
    {
        InputRules.Check(datasets, models);
        Open().LogInputs(datasets, models);
    }

    public void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
    {
        InputRules.Check(models);
        Open().LogOutputs(models);
    }

    public RunInfo Update(RunUpdate update) => Open().Update(MemoryTrackingStore.Check(update));

    public void Flush() => Open();

    public void Dispose() => _disposed = true;

    /// <summary>Gives the run while the writer is open.</summary>
    internal MemoryRun Open() => _disposed ? throw new ObjectDisposedException(nameof(MemoryRunWriter), $"The writer of run {RunId} is closed.") : _run;
}
