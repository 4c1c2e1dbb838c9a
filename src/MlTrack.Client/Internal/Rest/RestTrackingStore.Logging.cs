using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Points, params, tags.</content>
internal sealed partial class RestTrackingStore
{
    // What MLflow's client asks for at a time.
    private const int HistoryPage = 25_000;

    /// <inheritdoc/>
    public ValueTask LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(batch);

        // Servers over a file store keep a point that is sent twice, twice; params and tags are the same the second time.
        var repeat = batch.Metrics.Count == 0 ? Repeat.Harmless : Repeat.DoneTwice;
        return DoAsync(new RestRequest(HttpMethod.Post, RestRequest.Api + "runs/log-batch", repeat) { Body = WireBatch.Write(runId, batch), RunId = runId }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(metric);
        return DoAsync(Post("runs/log-metric", WireRuns.ToMessage(runId, metric), Repeat.DoneTwice, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask LogParamAsync(string runId, Param param, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(param);
        return DoAsync(Post("runs/log-parameter", KeyValue(runId, param.Key, param.Value), Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetTagAsync(string runId, RunTag tag, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(tag);
        return DoAsync(Post("runs/set-tag", KeyValue(runId, tag.Key, tag.Value), Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        return DoAsync(Post("runs/delete-tag", new RunTagKeyMessage { RunId = runId, Key = key }, Repeat.RefusedWhenDone, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Metric> GetMetricHistoryAsync(
        string runId, string key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? token = null;
        do
        {
            var page = await ReadHistoryAsync(runId, key, HistoryPage, token, cancellationToken).ConfigureAwait(false);
            foreach (var metric in page.Items)
            {
                yield return metric;
            }

            token = page.NextPageToken;
        }
        while (token is not null);
    }

    /// <inheritdoc/>
    /// <remarks>All points at once are fetched page by page: no answer of a server must hold them all.</remarks>
    public async ValueTask<PagedList<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int? maxResults = null, string? pageToken = null, CancellationToken cancellationToken = default)
    {
        var page = await ReadHistoryAsync(runId, key, maxResults ?? HistoryPage, pageToken, cancellationToken).ConfigureAwait(false);
        if (maxResults is not null || page.NextPageToken is null)
        {
            return page;
        }

        var all = page.Items.ToList();
        while (page.NextPageToken is not null)
        {
            page = await ReadHistoryAsync(runId, key, HistoryPage, page.NextPageToken, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Items);
        }

        return new PagedList<Metric>(all, null);
    }

    private async ValueTask<PagedList<Metric>> ReadHistoryAsync(string runId, string key, int maxResults, string? pageToken, CancellationToken cancellationToken)
    {
        Guard.NotNull(runId);
        Guard.NotNull(key);
        var query = Query("metrics/get-history").Add("run_uuid", runId).Add("metric_key", key).Add("run_id", runId)
            .Add("page_token", pageToken).Add("max_results", maxResults);
        var answer = await CallAsync<MetricsAnswer>(Get(query, runId), cancellationToken).ConfigureAwait(false);
        return new PagedList<Metric>(WireEntries.ToMetrics(answer.Metrics), WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    private static RunKeyValueMessage KeyValue(string runId, string key, string value) => new() { RunUuid = runId, RunId = runId, Key = key, Value = value };
}
