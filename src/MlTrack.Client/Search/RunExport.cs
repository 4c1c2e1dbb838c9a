using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Search;

/// <summary>
/// Writes the runs that a search finds to a file as they are read: of ten thousand runs only some hundred are in memory whole. From a store in a folder they come by one search, so that each
/// comes once; from a server page by page, where runs that are added or change meanwhile may be missed or come twice.
/// </summary>
/// <remarks>Thread-safe, apart from the writer or stream that is given.</remarks>
public static class RunExport
{
    private const int PageSize = 500;

    private static readonly string[] InfoColumns = ["run_id", "run_name", "experiment_id", "user_id", "status", "start_time", "end_time"];

    /// <summary>
    /// Writes CSV with a line for each run: what it is, then a column for each metric, param and tag that any run has (<c>metrics.loss</c>,
    /// <c>params.lr</c>, <c>tags.team</c>). The store is searched twice, since the columns must be known first.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Which runs in which order. Its page size, page token and parts are not used.</param>
    /// <param name="writer">Where the text goes; it is not closed.</param>
    /// <param name="cancellationToken">Stops writing; what was written so far stays.</param>
    /// <returns>How many runs were written.</returns>
    /// <exception cref="MlTrackException">The search is not allowed.</exception>
    public static async Task<long> WriteCsvAsync(ITrackingStore store, SearchRunsQuery query, TextWriter writer, CancellationToken cancellationToken = default)
    {
        Check(store, query, writer);
        var metrics = new SortedSet<string>(CodePointComparer.Instance);
        var parameters = new SortedSet<string>(CodePointComparer.Instance);
        var tags = new SortedSet<string>(CodePointComparer.Instance);
        await foreach (var run in ReadAsync(store, query, RunParts.All & ~RunParts.InputsAndOutputs, cancellationToken).ConfigureAwait(false))
        {
            metrics.UnionWith(run.Data.Metrics.Keys);
            parameters.UnionWith(run.Data.Params.Keys);
            tags.UnionWith(run.Data.Tags.Keys);
        }

        await WriteLineAsync(writer, [.. InfoColumns, .. metrics.Select(k => "metrics." + k), .. parameters.Select(k => "params." + k), .. tags.Select(k => "tags." + k)]).ConfigureAwait(false);
        long count = 0;
        await foreach (var run in ReadAsync(store, query, RunParts.All & ~RunParts.InputsAndOutputs, cancellationToken).ConfigureAwait(false))
        {
            await WriteLineAsync(writer,
            [
                .. InfoCells(run.Info),
                .. metrics.Select(k => run.Data.Metrics.TryGetValue(k, out var metric) ? ExportText.Number(metric.Value) : ""),
                .. parameters.Select(k => run.Data.Params.TryGetValue(k, out var value) ? value : ""),
                .. tags.Select(k => run.Data.Tags.TryGetValue(k, out var value) ? value : ""),
            ]).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    /// <summary>
    /// Writes CSV with a line for each point of each metric: what the run is, then <c>metric</c>, <c>step</c>, <c>timestamp</c>, <c>value</c>. Points
    /// are in the order in which they were logged.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Which runs in which order. Its page size, page token and parts are not used.</param>
    /// <param name="writer">Where the text goes; it is not closed.</param>
    /// <param name="cancellationToken">Stops writing; what was written so far stays.</param>
    /// <returns>How many points were written.</returns>
    /// <exception cref="MlTrackException">The search is not allowed.</exception>
    public static async Task<long> WriteMetricCsvAsync(ITrackingStore store, SearchRunsQuery query, TextWriter writer, CancellationToken cancellationToken = default)
    {
        Check(store, query, writer);
        await WriteLineAsync(writer, [.. InfoColumns, "metric", "step", "timestamp", "value"]).ConfigureAwait(false);
        long count = 0;
        await foreach (var run in ReadAsync(store, query, RunParts.Metrics, cancellationToken).ConfigureAwait(false))
        {
            var info = InfoCells(run.Info);
            foreach (var key in run.Data.Metrics.Keys.OrderBy(k => k, CodePointComparer.Instance))
            {
                await foreach (var point in store.GetMetricHistoryAsync(run.Info.RunId, key, cancellationToken).ConfigureAwait(false))
                {
                    await WriteLineAsync(writer,
                    [
                        .. info, key, point.Step.ToString(CultureInfo.InvariantCulture), point.TimestampMilliseconds.ToString(CultureInfo.InvariantCulture), ExportText.Number(point.Value),
                    ]).ConfigureAwait(false);
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>
    /// Writes JSON Lines: a run in each line, in the shape of MLflow's entity (<c>info</c>, <c>data</c>, <c>inputs</c>, <c>outputs</c>), in UTF-8.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Which runs in which order. Its page size, page token and parts are not used.</param>
    /// <param name="stream">Where the text goes; it is not closed.</param>
    /// <param name="everyStep">True to add <c>metric_history</c> with every point of every metric.</param>
    /// <param name="cancellationToken">Stops writing; what was written so far stays.</param>
    /// <returns>How many runs were written.</returns>
    /// <exception cref="MlTrackException">The search is not allowed.</exception>
    public static async Task<long> WriteJsonLinesAsync(
        ITrackingStore store, SearchRunsQuery query, Stream stream, bool everyStep = false, CancellationToken cancellationToken = default)
    {
        Check(store, query, stream);
        var buffer = new MemoryStream();
        long count = 0;
        await foreach (var run in ReadAsync(store, query, RunParts.All, cancellationToken).ConfigureAwait(false))
        {
            var history = everyStep ? await ReadHistoryAsync(store, run, cancellationToken).ConfigureAwait(false) : null;
            buffer.SetLength(0);
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ExportText.Encoder }))
            {
                RunJson.Write(json, run, history);
            }

            buffer.WriteByte((byte)'\n');
            await stream.WriteAsync(buffer.GetBuffer(), 0, (int)buffer.Length, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    private static void Check(ITrackingStore store, SearchRunsQuery query, object target)
    {
        RunFilter.NotNull(store);
        RunFilter.NotNull(query);
        RunFilter.NotNull(target);
    }

    private static IAsyncEnumerable<RunRecord> ReadAsync(ITrackingStore store, SearchRunsQuery query, RunParts parts, CancellationToken cancellationToken) =>
        RunStream.ReadAsync(store, query with { MaxResults = PageSize, PageToken = null, Parts = parts }, cancellationToken);

    private static async Task<Dictionary<string, IReadOnlyList<Metric>>> ReadHistoryAsync(ITrackingStore store, RunRecord run, CancellationToken cancellationToken)
    {
        var history = new Dictionary<string, IReadOnlyList<Metric>>(StringComparer.Ordinal);
        foreach (var key in run.Data.Metrics.Keys)
        {
            var points = new List<Metric>();
            await foreach (var point in store.GetMetricHistoryAsync(run.Info.RunId, key, cancellationToken).ConfigureAwait(false))
            {
                points.Add(point);
            }

            history[key] = points;
        }

        return history;
    }

    private static string[] InfoCells(RunInfo info) =>
        [info.RunId, info.RunName, info.ExperimentId, info.UserId, info.Status.ToText(), ExportText.Time(info.StartTime), ExportText.Time(info.EndTime)];

    private static Task WriteLineAsync(TextWriter writer, IReadOnlyList<string> cells)
    {
        var line = new StringBuilder();
        ExportText.CsvLine(line, cells);
        return writer.WriteAsync(line.ToString());
    }
}
