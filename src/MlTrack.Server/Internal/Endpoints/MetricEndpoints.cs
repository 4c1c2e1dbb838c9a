using System.Globalization;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations that read points of metrics.</summary>
internal static class MetricEndpoints
{
    private const int MaxBulkRuns = 100;
    private const int MaxBulkResults = 25_000;

    internal static void Add(RouteTable table)
    {
        table.Add<GetMetricHistoryMessage, MetricsAnswer>(
            "GET", "metrics/get-history", "run_id!:text metric_key!:text page_token:text", m => Access.Run(m.RunId, Capability.Read), HistoryAsync);
        table.Add<MetricHistoryIntervalMessage, MetricsAnswer>(
            "GET",
            "metrics/get-history-bulk-interval",
            "run_ids!:textarray metric_key!:text start_step:integer end_step:integer max_results:integer",
            m => Access.Runs(m.RunIds!),
            IntervalAsync);
        table.Add(new ApiRoute("GET", RouteTable.Ajax + "metrics/get-history-bulk", "metrics/get-history-bulk", RouteTraits.None, BulkAsync) { AnswerType = typeof(MetricsAnswer) });
    }

    private static async Task<MetricsAnswer> HistoryAsync(Call call, GetMetricHistoryMessage message)
    {
        if (message.MaxResults is { } size and <= 0)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant($"Invalid value {size} for parameter 'max_results' supplied. It must be a positive integer."));
        }

        var page = await call.Store.GetMetricHistoryPageAsync(
            message.RunId!, message.MetricKey!, message.MaxResults, WireEntries.NullIfEmpty(message.PageToken), call.Gone).ConfigureAwait(false);
        return new MetricsAnswer { Metrics = WireEntries.ToMessages(page.Items), NextPageToken = page.NextPageToken };
    }

    private static async Task<MetricsAnswer> IntervalAsync(Call call, MetricHistoryIntervalMessage message)
    {
        var limit = message.MaxResults ?? MetricSampling.MaxResults;
        if (limit is < 1 or > MetricSampling.MaxResults)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant(
                $"max_results must be between 1 and {MetricSampling.MaxResults}. See the API docs for more information about request parameters."));
        }

        if (message.RunIds!.Count > MaxBulkRuns)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant(
                $"GetMetricHistoryBulkInterval request must specify at most {MaxBulkRuns} run_ids. Received {message.RunIds.Count} run_ids. See the API docs for more information about request parameters."));
        }

        var (start, end) = (message.StartStep, message.EndStep);
        if (start is null != end is null)
        {
            throw BindingFaults.Invalid("If either start step or end step are specified, both must be specified.");
        }

        if (start > end)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant($"end_step must be greater than start_step. Found start_step={start} and end_step={end}."));
        }

        var histories = new List<(string RunId, List<Metric> Points)>(message.RunIds.Count);
        foreach (var run in message.RunIds)
        {
            histories.Add((run, await ReadAsync(call, run, message.MetricKey!, point => start is null || (point.Step >= start && point.Step <= end)).ConfigureAwait(false)));
        }

        var sampled = MetricSampling.Sample(histories, limit).Select(ToBulk).ToList();
        return new MetricsAnswer { Metrics = sampled.Count == 0 ? null : sampled };
    }

    private static async Task BulkAsync(Call call)
    {
        var query = call.Http.Request.Query;
        List<string> runs = [.. query["run_id"].OfType<string>()];
        if (runs.Count == 0)
        {
            throw BindingFaults.Invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        }

        if (runs.Count > MaxBulkRuns)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant(
                $"GetMetricHistoryBulk request cannot specify more than {MaxBulkRuns} run_ids. Received {runs.Count} run_ids."));
        }

        if (call.Query("metric_key") is not { Length: > 0 } key)
        {
            throw BindingFaults.Invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }

        var limit = MaxBulkResults;
        if (call.Query("max_results") is { } text)
        {
            limit = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) && given >= 0
                ? Math.Min(given, MaxBulkResults)
                : throw BindingFaults.WrongText("max_results", text);
        }

        await call.DemandAsync(Access.Runs(runs)).ConfigureAwait(false);
        var metrics = new List<MetricMessage>();
        foreach (var run in runs.Order(StringComparer.Ordinal))
        {
            var points = await ReadAsync(call, run, key, _ => true).ConfigureAwait(false);
            metrics.AddRange(points.OrderBy(point => point.TimestampMilliseconds).ThenBy(point => point.Step).ThenBy(point => point.Value)
                .Take(limit - metrics.Count).Select(point => ToBulk((run, point))));
        }

        await call.AnswerAsync(new MetricsAnswer { Metrics = metrics }).ConfigureAwait(false);
    }

    private static async Task<List<Metric>> ReadAsync(Call call, string run, string key, Func<Metric, bool> wanted)
    {
        var points = new List<Metric>();
        await foreach (var point in call.Store.GetMetricHistoryAsync(run, key, call.Gone).ConfigureAwait(false))
        {
            if (wanted(point))
            {
                points.Add(point);
            }
        }

        return points;
    }

    private static MetricMessage ToBulk((string RunId, Metric Point) entry) => new()
    {
        Key = entry.Point.Key,
        Value = entry.Point.Value,
        Timestamp = entry.Point.TimestampMilliseconds,
        Step = entry.Point.Step,
        RunId = entry.RunId,
    };
}
