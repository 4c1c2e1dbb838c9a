namespace MlTrack.Cli.Internal;

/// <summary>Runs as a table for people: what they are, and their metrics with the way they went.</summary>
internal static class RunTable
{
    /// <summary>How many metrics are shown when none was asked for.</summary>
    private const int UsualMetrics = 3;

    /// <summary>Writes pages of runs.</summary>
    /// <param name="context">Where it goes.</param>
    /// <param name="client">The store that has the histories.</param>
    /// <param name="pages">The runs.</param>
    /// <param name="metrics">The metrics to show; none for those that the first page has most often.</param>
    /// <returns>How many runs were written.</returns>
    public static async Task<long> WriteAsync(
        CommandContext context, MlTrackClient client, IAsyncEnumerable<IReadOnlyList<RunRecord>> pages, IReadOnlyList<string> metrics)
    {
        PagedTable? table = null;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var page in pages.WithCancellation(context.CancellationToken))
        {
            if (page.Count == 0)
            {
                continue;
            }

            metrics = table is null && metrics.Count == 0 ? MostUsual(page) : metrics;
            table ??= new PagedTable(
                context.Terminal.Out, ["run", "name", "experiment", "status", "started (UTC)", new Column("took", IsNumber: true), .. metrics.SelectMany(MetricColumns)]);
            var rows = new List<Cell[]>();
            foreach (var run in page)
            {
                rows.Add(await RowAsync(client, run, metrics, names, context.CancellationToken));
            }

            table.Write(rows);
            count += page.Count;
        }

        return count;
    }

    private static async Task<Cell[]> RowAsync(
        MlTrackClient client, RunRecord run, IReadOnlyList<string> metrics, Dictionary<string, string> names, CancellationToken cancellationToken)
    {
        if (!names.TryGetValue(run.Info.ExperimentId, out var experiment))
        {
            experiment = (await client.GetExperimentAsync(run.Info.ExperimentId, cancellationToken)).Name;
            names.Add(run.Info.ExperimentId, experiment);
        }

        var cells = new List<Cell>
        {
            Show.ShortId(run.Info.RunId), run.Info.RunName, experiment, Show.Status(run.Info), Show.Time(run.Info.StartTime),
            Show.Duration(run.Info, TimeProvider.System.GetUtcNow()),
        };
        foreach (var key in metrics)
        {
            var metric = run.Data.Metrics.GetValueOrDefault(key);
            cells.Add(metric is null ? "" : Show.Number(metric.Value));
            cells.Add(metric is null ? "" : await History.SparklineAsync(client, run.Info.RunId, key, cancellationToken));
        }

        return [.. cells];
    }

    private static IEnumerable<Column> MetricColumns(string key) => [new Column(SafeText.Line(key), IsNumber: true), new Column("")];

    private static IReadOnlyList<string> MostUsual(IReadOnlyList<RunRecord> runs) =>
    [
        .. runs.SelectMany(run => run.Data.Metrics.Keys).Where(key => !key.StartsWith("system/", StringComparison.Ordinal))
            .GroupBy(key => key, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(UsualMetrics).Select(group => group.Key),
    ];
}
