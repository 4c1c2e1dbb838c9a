using System.Collections.Concurrent;
using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>The writer of a <see cref="ScriptedStore"/>: one text per write, in the order in which they were taken.</summary>
internal sealed class ScriptedRunWriter(ScriptedStore store, string runId) : IRunWriter
{
    private readonly ConcurrentQueue<string> _written = new();

    public string RunId => runId;

    /// <summary>How many writes were tried, those that failed included.</summary>
    public int Tries;

    public IReadOnlyList<string> Written => [.. _written];

    public bool IsDisposed { get; private set; }

    public IMetricWriter OpenMetric(string key) => key.Contains("//", StringComparison.Ordinal)
        ? throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"Invalid value \"{key}\" for parameter 'name' supplied")
        : new Series(this, key);

    public void LogMetrics(IReadOnlyList<Metric> metrics) => Take("metrics " + string.Join(' ', metrics.Select(metric => metric.Key)));

    public void LogParam(string key, string value) => Take($"param {key}={value}");

    public void SetTag(string key, string value) => Take($"tag {key}={value}");

    public void DeleteTag(string key) => Take($"untag {key}");

    public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models) =>
        Take("inputs " + string.Join(' ', (datasets ?? []).Select(input => $"{input.Dataset.Name}:{string.Join(',', input.Tags.Values)}")));

    public void LogOutputs(IReadOnlyList<LoggedModelOutput> models) => Take("outputs " + string.Join(' ', models.Select(model => model.ModelId)));

    public RunInfo Update(RunUpdate update)
    {
        Take($"update {update.Status?.ToText()}");
        return store.Change(runId, update);
    }

    public void Flush() => Take("flush");

    public void Dispose() => IsDisposed = true;

    private void Take(string write)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Increment(ref Tries);
        if (store.Fault(write) is { } fault)
        {
            throw fault;
        }

        _written.Enqueue(write);
    }

    private sealed class Series(ScriptedRunWriter writer, string key) : IMetricWriter
    {
        public string Key => key;

        public void Append(double value, long timestampMilliseconds, long step) =>
            writer.Take(FormattableString.Invariant($"metric {key} {value} @{step}"));
    }
}
