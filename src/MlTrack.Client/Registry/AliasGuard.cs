using System.Globalization;
using MlTrack.Internal.Diagnostics;

namespace MlTrack;

/// <summary>What a version must be before an alias may point to it.</summary>
/// <remarks>
/// Guards of an alias are kept in the registered model's tag <c>mltrack.guard.ALIAS</c>, so that MLflow shows them; only MlTrack obeys them. The metric is the latest
/// value of the version's logged model, else of its run. Immutable.
/// </remarks>
public sealed record AliasGuard
{
    private AliasGuard(string metric) => Metric = metric;

    /// <summary>The metric's key.</summary>
    public string Metric { get; }

    /// <summary>The least value allowed, or null.</summary>
    public double? Minimum { get; private init; }

    /// <summary>The greatest value allowed, or null.</summary>
    public double? Maximum { get; private init; }

    /// <summary>True or false where the value must not be worse than that of the version the alias points to; null where that does not matter.</summary>
    public bool? HigherIsBetter { get; private init; }

    /// <summary>By how much the value may be worse than the holder's, in the metric's own unit.</summary>
    /// <value>Default: 0.</value>
    public double Tolerance { get; private init; }

    /// <summary>Demands a value of at least so much.</summary>
    /// <param name="metric">The metric's key.</param>
    /// <param name="minimum">The least value allowed.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="ArgumentException"><paramref name="metric"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimum"/> is not finite.</exception>
    public static AliasGuard AtLeast(string metric, double minimum) => new(Required(metric)) { Minimum = Finite(minimum, nameof(minimum)) };

    /// <summary>Demands a value of at most so much.</summary>
    /// <param name="metric">The metric's key.</param>
    /// <param name="maximum">The greatest value allowed.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="ArgumentException"><paramref name="metric"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is not finite.</exception>
    public static AliasGuard AtMost(string metric, double maximum) => new(Required(metric)) { Maximum = Finite(maximum, nameof(maximum)) };

    /// <summary>Demands a value that is not worse than that of the version which the alias points to. An alias without a holder, or a holder without the metric, passes anything that has the metric.</summary>
    /// <param name="metric">The metric's key.</param>
    /// <param name="higherIsBetter">True for a score such as <c>auc</c>, false for an error such as <c>rmse</c>.</param>
    /// <param name="tolerance">By how much it may be worse, in the metric's own unit.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="ArgumentException"><paramref name="metric"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or not finite.</exception>
    public static AliasGuard NotWorseThanHolder(string metric, bool higherIsBetter, double tolerance = 0) => new(Required(metric))
    {
        HigherIsBetter = higherIsBetter,
        Tolerance = Finite(tolerance, nameof(tolerance)) >= 0 ? tolerance : throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is not negative."),
    };

    /// <summary>Says what is demanded, such as <c>auc >= 0.9</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => this switch
    {
        { Minimum: { } minimum } => string.Format(CultureInfo.InvariantCulture, "{0} >= {1}", Metric, minimum),
        { Maximum: { } maximum } => string.Format(CultureInfo.InvariantCulture, "{0} <= {1}", Metric, maximum),
        _ when Tolerance > 0 => string.Format(CultureInfo.InvariantCulture, "{0} not {1} than the holder's by more than {2}", Metric, Worse, Tolerance),
        _ => $"{Metric} not {Worse} than the holder's",
    };

    private string Worse => HigherIsBetter == true ? "lower" : "higher";

    private static string Required(string metric)
    {
        Guard.NotNullOrEmpty(metric);
        return metric;
    }

    private static double Finite(double value, string name) => !double.IsNaN(value) && !double.IsInfinity(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A finite number is needed.");
}
