using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>Some runs side by side: which params and tags differ, and how each metric turned out.</summary>
/// <remarks>Immutable and thread-safe. Rows are in the order of their keys, columns in the order of the runs.</remarks>
/// <example>
/// <code>
/// var page = await client.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment.ExperimentId], MaxResults = 5 });
/// Console.WriteLine(RunComparison.Of(page.Items).ToMarkdown());
/// </code>
/// </example>
public sealed class RunComparison
{
    private RunComparison(IReadOnlyList<RunRecord> runs, RunComparisonOptions options)
    {
        Runs = runs;
        Params = TextRows(runs, r => r.Data.Params, _ => true, options);
        Tags = TextRows(runs, r => r.Data.Tags, k => options.SystemTags || !k.StartsWith("mlflow.", StringComparison.Ordinal), options);
        Metrics = runs.SelectMany(r => r.Data.Metrics.Keys).Distinct(StringComparer.Ordinal).OrderBy(k => k, CodePointComparer.Instance)
            .Select(k => MetricRow(runs, k, options)).ToList();
    }

    /// <summary>The runs that are compared.</summary>
    public IReadOnlyList<RunRecord> Runs { get; }

    /// <summary>The params; by default only those that differ.</summary>
    public IReadOnlyList<ComparedText> Params { get; }

    /// <summary>The tags but MLflow's own; by default only those that differ.</summary>
    public IReadOnlyList<ComparedText> Tags { get; }

    /// <summary>All metrics with their latest values.</summary>
    public IReadOnlyList<ComparedMetric> Metrics { get; }

    /// <summary>Compares runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">What is shown, which direction is better; null for the defaults.</param>
    /// <returns>The comparison.</returns>
    public static RunComparison Of(IEnumerable<RunRecord> runs, RunComparisonOptions? options = null) =>
        new(RunFilter.NotNull(runs).ToList(), options ?? new RunComparisonOptions());

    /// <summary>Writes a Markdown table for each of metrics, params and tags; the best values are bold.</summary>
    /// <returns>The text, with line feeds.</returns>
    public string ToMarkdown() => ComparisonText.Markdown(this);

    /// <summary>Writes a table with a column for each run: <c>kind,key,best</c>, then the runs' ids.</summary>
    /// <returns>The text, quoted as RFC 4180 says, with line feeds.</returns>
    public string ToCsv() => ComparisonText.Csv(this);

    /// <summary>Writes the comparison as JSON: <c>runs</c>, <c>metrics</c>, <c>params</c>, <c>tags</c>. NaN and infinities are texts, what a run lacks is null.</summary>
    /// <returns>The text, indented.</returns>
    public string ToJson() => ComparisonText.Json(this);

    private static List<ComparedText> TextRows(
        IReadOnlyList<RunRecord> runs, Func<RunRecord, IReadOnlyDictionary<string, string>> map, Func<string, bool> shown, RunComparisonOptions options) =>
        runs.SelectMany(r => map(r).Keys).Distinct(StringComparer.Ordinal).Where(shown).OrderBy(k => k, CodePointComparer.Instance)
            .Select(k => new ComparedText(k, runs.Select(r => map(r).TryGetValue(k, out var value) ? value : null).ToList()))
            .Where(row => row.Differs || !options.OnlyDifferences).ToList();

    private static ComparedMetric MetricRow(IReadOnlyList<RunRecord> runs, string key, RunComparisonOptions options)
    {
        var direction = options.Directions.TryGetValue(key, out var given) ? given : MetricDirections.Guess(key);
        return new ComparedMetric(key, direction, runs.Select(r => r.Data.Metrics.TryGetValue(key, out var metric) ? metric.Value : (double?)null).ToList());
    }
}

/// <summary>What a comparison shows.</summary>
public sealed class RunComparisonOptions
{
    /// <summary>True to show only params and tags that are not the same in all runs.</summary>
    /// <value>The default is true.</value>
    public bool OnlyDifferences { get; set; } = true;

    /// <summary>True to show MLflow's own tags too.</summary>
    /// <value>The default is false.</value>
    public bool SystemTags { get; set; }

    /// <summary>Which direction of a metric is better, by key, where <see cref="MetricDirections.Guess"/> would be wrong.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, MetricDirection> Directions { get; } = new Dictionary<string, MetricDirection>(StringComparer.Ordinal);
}

/// <summary>A param or tag of all runs of a comparison.</summary>
public sealed class ComparedText
{
    internal ComparedText(string key, IReadOnlyList<string?> values)
    {
        Key = key;
        Values = values;
        Differs = values.Distinct(StringComparer.Ordinal).Skip(1).Any();
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The text in each run; null where a run lacks it.</summary>
    public IReadOnlyList<string?> Values { get; }

    /// <summary>True when not all runs have the same text.</summary>
    public bool Differs { get; }
}

/// <summary>A metric of all runs of a comparison.</summary>
public sealed class ComparedMetric
{
    internal ComparedMetric(string key, MetricDirection direction, IReadOnlyList<double?> values)
    {
        Key = key;
        Direction = direction;
        Values = values;
        var numbers = values.OfType<double>().Where(v => !double.IsNaN(v)).ToList();
        BestValue = numbers.Count == 0 ? null : direction == MetricDirection.HigherIsBetter ? numbers.Max() : numbers.Min();
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Which direction is taken for better.</summary>
    public MetricDirection Direction { get; }

    /// <summary>The latest value in each run; null where a run lacks the metric.</summary>
    public IReadOnlyList<double?> Values { get; }

    /// <summary>The best of the values; null when there is none but NaN.</summary>
    public double? BestValue { get; }

    /// <summary>Whether a run has the best value. Several may.</summary>
    /// <param name="index">The run's place in <see cref="RunComparison.Runs"/>.</param>
    /// <returns>True if so.</returns>
    public bool IsBest(int index) => BestValue is { } best && Values[index] is { } value && value == best;
}
