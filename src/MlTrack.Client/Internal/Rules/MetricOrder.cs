namespace MlTrack.Internal.Rules;

/// <summary>Which of a metric's points is the latest one.</summary>
/// <remarks>
/// The one with the greatest step, then time, then value. NaN is neither greater nor smaller than any value, so that among points of one step
/// and time the answer depends on their order, as in MLflow: <c>NaN, 1</c> gives NaN, <c>1, NaN</c> gives 1, <c>1, NaN, 2</c> gives 2.
/// </remarks>
internal static class MetricOrder
{
    /// <summary>True when a point takes the place of the best of the points before it.</summary>
    internal static bool Replaces(long step, long timestamp, double value, long bestStep, long bestTimestamp, double bestValue)
    {
        if (step != bestStep)
        {
            return step > bestStep;
        }

        return timestamp != bestTimestamp ? timestamp > bestTimestamp : value > bestValue;
    }

    /// <summary>True when a point takes the place of the best of the points before it; anything takes the place of null.</summary>
    internal static bool Replaces(Metric point, Metric? best) =>
        best is null || Replaces(point.Step, point.TimestampMilliseconds, point.Value, best.Step, best.TimestampMilliseconds, best.Value);

    /// <summary>Gives the latest of some points in their order; null when there are none.</summary>
    internal static Metric? Latest(IEnumerable<Metric> points)
    {
        Metric? best = null;
        foreach (var point in points)
        {
            best = Replaces(point, best) ? point : best;
        }

        return best;
    }
}
