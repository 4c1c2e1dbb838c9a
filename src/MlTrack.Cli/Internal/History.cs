namespace MlTrack.Cli.Internal;

/// <summary>Reads the points of metrics.</summary>
internal static class History
{
    /// <summary>All points of a metric, in the order in which they were logged.</summary>
    public static async Task<IReadOnlyList<Metric>> ReadAsync(MlTrackClient client, string runId, string key, CancellationToken cancellationToken)
    {
        var points = new List<Metric>();
        await foreach (var point in client.GetMetricHistoryAsync(runId, key, cancellationToken))
        {
            points.Add(point);
        }

        return points;
    }

    /// <summary>All points of all metrics of a run.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<Metric>>> ReadAsync(MlTrackClient client, RunRecord run, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, IReadOnlyList<Metric>>(StringComparer.Ordinal);
        foreach (var key in run.Data.Metrics.Keys)
        {
            all.Add(key, await ReadAsync(client, run.Info.RunId, key, cancellationToken));
        }

        return all;
    }

    /// <summary>A metric's history by step in a few characters; nothing for a single point.</summary>
    public static async Task<string> SparklineAsync(MlTrackClient client, string runId, string key, CancellationToken cancellationToken) =>
        SparklineOf(await ReadAsync(client, runId, key, cancellationToken));

    /// <summary>Points by step in a few characters; nothing for a single point.</summary>
    public static string SparklineOf(IReadOnlyList<Metric> points) =>
        points.Count < 2 ? "" : Sparkline.Draw([.. points.OrderBy(point => point.Step).ThenBy(point => point.TimestampMilliseconds).Select(point => point.Value)]);
}
