using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>What a test demands of a metric. Every member throws when it is not so, and else returns this, for the next demand.</summary>
/// <remarks>Immutable: threads may share it. A value that is not a number meets no demand.</remarks>
public sealed class MetricAssertion
{
    private readonly Metric _metric;
    private readonly string _owner;

    internal MetricAssertion(RunAssertions run, Metric metric, string owner)
    {
        And = run;
        _metric = metric;
        _owner = owner;
    }

    /// <summary>The run, to demand more of it.</summary>
    public RunAssertions And { get; }

    /// <summary>The metric's latest value.</summary>
    public double Value => _metric.Value;

    /// <summary>Demands a value above a limit.</summary>
    /// <param name="limit">The limit, which is not enough itself.</param>
    /// <exception cref="ModelAssertionException">It is not.</exception>
    public MetricAssertion Above(double limit) => Demand(Value > limit, "above", limit);

    /// <summary>Demands a value of a limit or more.</summary>
    /// <param name="limit">The limit.</param>
    /// <exception cref="ModelAssertionException">It is not.</exception>
    public MetricAssertion AtLeast(double limit) => Demand(Value >= limit, "at least", limit);

    /// <summary>Demands a value below a limit.</summary>
    /// <param name="limit">The limit, which is too much itself.</param>
    /// <exception cref="ModelAssertionException">It is not.</exception>
    public MetricAssertion Below(double limit) => Demand(Value < limit, "below", limit);

    /// <summary>Demands a value of a limit or less.</summary>
    /// <param name="limit">The limit.</param>
    /// <exception cref="ModelAssertionException">It is not.</exception>
    public MetricAssertion AtMost(double limit) => Demand(Value <= limit, "at most", limit);

    /// <summary>Demands a value near another.</summary>
    /// <param name="expected">The other.</param>
    /// <param name="tolerance">How far it may be off, in the unit of the metric.</param>
    /// <exception cref="ModelAssertionException">It is farther off.</exception>
    public MetricAssertion Near(double expected, double tolerance)
    {
        Guard.NotNegative(tolerance);
        return Demand(Value.Equals(expected) || Math.Abs(Value - expected) <= tolerance, $"within {Text.Of(tolerance)} of", expected);
    }

    /// <summary>Demands that the value is not worse than another one.</summary>
    /// <param name="baseline">The other one.</param>
    /// <param name="tolerance">By how much it may be worse, in the unit of the metric.</param>
    /// <param name="goal">
    /// Which way the metric gets better. By its name: lower where a word of it is <c>loss</c>, <c>error</c>, <c>mae</c>, <c>mse</c>,
    /// <c>rmse</c>, <c>mape</c>, <c>smape</c>, <c>mase</c>, <c>distance</c>, <c>davies_bouldin</c>, <c>entropy</c>, <c>perplexity</c>,
    /// <c>time</c>, <c>seconds</c>, <c>std</c>, <c>deviation</c> or <c>false</c> (as in <c>false_positives</c>), and none is <c>reduction</c>; else higher.
    /// </param>
    /// <exception cref="ModelAssertionException">It is worse.</exception>
    public MetricAssertion NotWorseThan(double baseline, double tolerance = 0, MetricGoal goal = MetricGoal.ByName)
    {
        Guard.NotNegative(tolerance);
        var isHigherBetter = Goals.IsHigherBetter(_metric.Key, goal);
        var isMet = isHigherBetter ? Value >= baseline - tolerance : Value <= baseline + tolerance;
        return Demand(isMet, $"not worse ({(isHigherBetter ? "higher" : "lower")} is better, tolerance {Text.Of(tolerance)}) than", baseline);
    }

    /// <summary>Demands that the value is not worse than that of the same metric of a registered model's run. Where there is no such model yet, it demands nothing.</summary>
    /// <param name="modelUri">The model, such as <c>models:/taxi@champion</c>. The registry is read before this returns.</param>
    /// <param name="tolerance">By how much it may be worse, in the unit of the metric.</param>
    /// <param name="registry">Where the model is registered; null for the store of the run, which is known of live runs only.</param>
    /// <param name="goal">Which way the metric gets better.</param>
    /// <exception cref="ModelAssertionException">It is worse, or the model's run has no such metric.</exception>
    /// <exception cref="ArgumentException">The URI is of another form.</exception>
    /// <exception cref="InvalidOperationException">No registry is given, and the run was read.</exception>
    /// <exception cref="MlTrackException">The registry or the model's run cannot be read.</exception>
    public MetricAssertion NotWorseThan(string modelUri, double tolerance = 0, MlTrackClient? registry = null, MetricGoal goal = MetricGoal.ByName) =>
        NotWorseThan(And.FindBaseline(modelUri, registry), tolerance, goal);

    /// <summary>Demands that the value is not worse than that of the same metric of another run.</summary>
    /// <param name="baseline">
    /// The other run, such as the one of the current champion (<see cref="Baseline"/>). Null demands nothing: the first model has none before it.
    /// </param>
    /// <param name="tolerance">By how much it may be worse, in the unit of the metric.</param>
    /// <param name="goal">Which way the metric gets better.</param>
    /// <exception cref="ModelAssertionException">It is worse, or the other run has no such metric.</exception>
    public MetricAssertion NotWorseThan(RunRecord? baseline, double tolerance = 0, MetricGoal goal = MetricGoal.ByName)
    {
        if (baseline is null)
        {
            return this;
        }

        return baseline.Data.Metrics.TryGetValue(_metric.Key, out var other)
            ? NotWorseThan(other.Value, tolerance, goal)
            : throw new ModelAssertionException(
                $"The baseline, run '{baseline.Info.RunName}' ({baseline.Info.RunId}), has no metric '{_metric.Key}'. It has {Text.List(baseline.Data.Metrics.Keys)}.");
    }

    private MetricAssertion Demand(bool isMet, string relation, double limit) => isMet
        ? this
        : throw new ModelAssertionException($"Metric '{_metric.Key}' of {_owner} is {Text.Of(Value)}, and should be {relation} {Text.Of(limit)}.");
}
