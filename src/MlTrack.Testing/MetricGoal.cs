namespace MlTrack.Testing;

/// <summary>Which way a metric gets better.</summary>
public enum MetricGoal
{
    /// <summary>By its name: losses, errors, distances and times are better when low, all others when high. See <see cref="MetricAssertion.NotWorseThan(double, double, MetricGoal)"/>.</summary>
    ByName = 0,

    /// <summary>The higher the better.</summary>
    Higher,

    /// <summary>The lower the better.</summary>
    Lower,
}
