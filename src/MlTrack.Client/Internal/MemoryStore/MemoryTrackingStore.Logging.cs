using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>What is logged in runs.</content>
internal sealed partial class MemoryTrackingStore
{
    private const int HistoryBlock = 1000;

    public ValueTask LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        var checkedBatch = Rules.Check(batch);
        var run = FindRun(runId);
        run.RequireActive();
        foreach (var metric in checkedBatch.Metrics)
        {
            RequireModel(metric);
        }

        run.LogBatch(checkedBatch, FindModel);
        return default;
    }

    public ValueTask LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.CheckMetric(metric);
        FindRun(runId).LogMetrics([metric], FindModel);
        return default;
    }

    public ValueTask LogParamAsync(string runId, Param param, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var value = Rules.CheckParam(param.Key, param.Value);
        FindRun(runId).LogParam(param.Key, value);
        return default;
    }

    public ValueTask SetTagAsync(string runId, RunTag tag, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.CheckTag(tag.Key, tag.Value);
        FindRun(runId).SetTag(tag.Key, tag.Value);
        return default;
    }

    public ValueTask DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckTagKey(key));
        FindRun(runId).DeleteTag(key);
        return default;
    }

    public async IAsyncEnumerable<Metric> GetMetricHistoryAsync(
        string runId, string key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BatchRules.Require(Names.CheckMetricKey(key));

        // The end is fixed at the beginning: a reader beside a fast writer comes to an end.
        var run = FindRun(runId);
        var total = run.CountPoints(key);
        for (var start = 0; start < total; start += HistoryBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var metric in run.CopyPoints(key, start, Math.Min(HistoryBlock, total - start)))
            {
                yield return metric;
            }

            // Lets others run between two blocks of a long series.
            await Task.Yield();
        }
    }

    public ValueTask<PagedList<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int? maxResults = null, string? pageToken = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckMetricKey(key));
        if (maxResults is { } limit)
        {
            SearchLimits.CheckPositive(limit);
        }

        var run = FindRun(runId);
        var total = run.CountPoints(key);
        var start = Math.Min(PageToken.Parse(pageToken), total);
        var count = Math.Min(maxResults ?? int.MaxValue, total - start);
        var next = start + count < total ? PageToken.Create(start + count) : null;
        return new ValueTask<PagedList<Metric>>(new PagedList<Metric>(run.CopyPoints(key, start, count), next));
    }

    private void RequireModel(Metric metric)
    {
        if (metric.ModelId is { } modelId)
        {
            FindModel(modelId);
        }
    }
}
