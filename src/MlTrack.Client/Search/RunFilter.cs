using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>
/// A filter over runs written in C#: <c>RunFilter.Metric("loss") &lt; 0.1 &amp; RunFilter.Param("lr") == "0.1"</c>. It prints as the text that it
/// stands for, so it goes wherever a filter's text goes, to an MLflow server too while it is in MLflow's language.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. Keys and texts are quoted so that nothing in them can end the quotes; one that cannot be written in the language
/// at all is refused when the filter is made, never cut or changed.
/// </remarks>
/// <example>
/// <code>
/// var filter = RunFilter.Metric("loss").Min &lt; 0.1 &amp; !(RunFilter.Tag("team") == "vision");
/// var query = new SearchRunsQuery { AllExperiments = true, Filter = filter };
/// </code>
/// </example>
public sealed class RunFilter : IEquatable<RunFilter>
{
    private readonly string _text;

    internal RunFilter(FilterExpression expression)
    {
        FilterParser.CheckDepth(expression);
        Expression = expression;
        _text = FilterPrinter.Print(expression);
    }

    /// <summary>A run's id.</summary>
    public static TextOperand RunId { get; } = Attribute("run_id", EntityAttribute.RunId);

    /// <summary>A run's name.</summary>
    public static TextOperand RunName { get; } = Attribute("run_name", EntityAttribute.RunName);

    /// <summary>Who started the run.</summary>
    public static TextOperand UserId { get; } = Attribute("user_id", EntityAttribute.UserId);

    /// <summary>Where the run's artifacts lie, as it was recorded.</summary>
    public static TextOperand ArtifactUri { get; } = Attribute("artifact_uri", EntityAttribute.ArtifactUri);

    /// <summary>A run's state.</summary>
    public static StatusOperand Status { get; } = new();

    /// <summary>When the run started.</summary>
    public static TimeOperand StartTime { get; } = new(new FilterField(FieldKind.Attribute, "start_time", EntityAttribute.StartTime));

    /// <summary>When the run ended; a run that goes on fits nothing.</summary>
    public static TimeOperand EndTime { get; } = new(new FilterField(FieldKind.Attribute, "end_time", EntityAttribute.EndTime));

    /// <summary>How long the run took; a run that goes on fits nothing. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public static DurationOperand Duration { get; } = new();

    /// <summary>The name of an input data set; any one of the run's may fit.</summary>
    public static TextOperand DatasetName { get; } = new(new FilterField(FieldKind.Dataset, "name"));

    /// <summary>The digest of an input data set; any one of the run's may fit.</summary>
    public static TextOperand DatasetDigest { get; } = new(new FilterField(FieldKind.Dataset, "digest"));

    /// <summary>What an input data set was used for; any one of the run's may fit.</summary>
    public static TextOperand DatasetContext { get; } = new(new FilterField(FieldKind.Dataset, "context"));

    /// <summary>The language that a store must understand for this filter.</summary>
    public FilterDialect Dialect => MlflowOnly.FindExtension(Expression, EntityKind.Run) is null ? FilterDialect.Mlflow : FilterDialect.Extended;

    internal FilterExpression Expression { get; }

    /// <summary>The latest value of a metric. A run without the metric fits no comparison, also not <c>!=</c>.</summary>
    /// <param name="key">The metric's key.</param>
    /// <returns>What to compare.</returns>
    public static MetricOperand Metric(string key) => new(new FilterField(FieldKind.Metric, NotNull(key)));

    /// <summary>A param. A run without the param fits no comparison, also not <c>!=</c>.</summary>
    /// <param name="key">The param's key.</param>
    /// <returns>What to compare: with a text as text, with a number as a number.</returns>
    public static ParamOperand Param(string key) => new(new FilterField(FieldKind.Param, NotNull(key)));

    /// <summary>A tag. A run without the tag fits no comparison, also not <c>!=</c>.</summary>
    /// <param name="key">The tag's key.</param>
    /// <returns>What to compare.</returns>
    public static TagOperand Tag(string key) => new(new FilterField(FieldKind.Tag, NotNull(key)));

    /// <summary>Reads a filter's text, of either language.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/> when it is no filter.</exception>
    public static RunFilter Parse(string text)
    {
        var parsed = FilterParser.Parse(NotNull(text), EntityGrammar.Runs, FilterDialect.Extended);
        ComparatorRules.Check(parsed.Root, EntityKind.Run);
        return new RunFilter(parsed.Root);
    }

    /// <summary>Both hold.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator &(RunFilter left, RunFilter right) => new(FilterExpression.AllOf([NotNull(left).Expression, NotNull(right).Expression]));

    /// <summary>One of both holds. Only in <see cref="FilterDialect.Extended"/>.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator |(RunFilter left, RunFilter right) => new(FilterExpression.AnyOf([NotNull(left).Expression, NotNull(right).Expression]));

    /// <summary>It does not hold; so it is true of runs that lack the key, unlike <c>!=</c>. Only in <see cref="FilterDialect.Extended"/>.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The opposite.</returns>
    public static RunFilter operator !(RunFilter filter) => new(NotNull(filter).Expression is FilterExpression.Not not ? not.Part : new FilterExpression.Not(filter.Expression));

    /// <summary>The text that the filter stands for.</summary>
    /// <param name="filter">The filter; null gives null.</param>
    public static implicit operator string?(RunFilter? filter) => filter?.ToString();

    /// <summary>Gives the text that the filter stands for.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals(RunFilter? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RunFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    internal static RunFilter Clause(FilterField field, string comparator, FilterValue value) => new(new FilterExpression.Clause(field, comparator, value));

    internal static T NotNull<T>(T? value)
        where T : class => value ?? throw new ArgumentNullException(nameof(value));

    private static TextOperand Attribute(string key, EntityAttribute attribute) => new(new FilterField(FieldKind.Attribute, key, attribute));
}
