namespace MlTrack.Internal.Search;

/// <summary>What the functions of the extended language need of a metric's points. NaN counts only where there is nothing else.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="First">The value of the smallest step; of several, the earliest, then the first in the file.</param>
internal readonly record struct MetricSummary(double Min, double Max, double First)
{
    /// <summary>Sums up points.</summary>
    /// <returns>The summary, or null without points.</returns>
    public static MetricSummary? Of(IEnumerable<Metric> points)
    {
        MetricSummary? summary = null;
        Metric? first = null;
        foreach (var point in points)
        {
            summary = summary is { } s ? s.Add(point.Value) : new MetricSummary(point.Value, point.Value, point.Value);
            if (first is null || (point.Step, point.TimestampMilliseconds).CompareTo((first.Step, first.TimestampMilliseconds)) < 0)
            {
                first = point;
            }
        }

        return summary is { } result ? result with { First = first!.Value } : null;
    }

    /// <summary>Takes one more value into minimum and maximum.</summary>
    public MetricSummary Add(double value) => this with
    {
        Min = double.IsNaN(Min) || value < Min ? value : Min,
        Max = double.IsNaN(Max) || value > Max ? value : Max,
    };

    /// <summary>The value that a function gives.</summary>
    public double Get(FieldFunction function, bool higherIsBetter) => function switch
    {
        FieldFunction.Min => Min,
        FieldFunction.Max => Max,
        FieldFunction.Best => higherIsBetter ? Max : Min,
        _ => First,
    };
}
