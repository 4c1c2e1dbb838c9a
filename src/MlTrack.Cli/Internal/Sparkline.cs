namespace MlTrack.Cli.Internal;

/// <summary>A metric's history in a few characters: <c>▁▂▅▇█</c>, each the mean of the points that fall together.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws values in their order. NaN and infinities are left out; a place that has nothing else is a blank.</summary>
    /// <param name="values">The values.</param>
    /// <param name="width">At most this many characters, 1 or more.</param>
    public static string Draw(IReadOnlyList<double> values, int width = 12)
    {
        var count = Math.Min(width, values.Count);
        var means = new double[count];
        for (var i = 0; i < count; i++)
        {
            var from = (int)((long)i * values.Count / count);
            var to = (int)((long)(i + 1) * values.Count / count);
            means[i] = Mean(values, from, to);
        }

        var finite = means.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return "";
        }

        var (min, max) = (finite.Min(), finite.Max());
        return string.Concat(means.Select(mean => double.IsFinite(mean) ? Bar(mean, min, max) : ' '));
    }

    private static char Bar(double value, double min, double max)
    {
        // Halves first: the span of the greatest doubles would be infinite.
        var span = (max / 2) - (min / 2);
        return span == 0 ? Bars[3] : Bars[(int)Math.Round(((value / 2) - (min / 2)) / span * (Bars.Length - 1))];
    }

    private static double Mean(IReadOnlyList<double> values, int from, int to)
    {
        var (mean, count) = (0.0, 0);
        for (var i = from; i < to; i++)
        {
            if (double.IsFinite(values[i]))
            {
                count++;
                mean += (values[i] / count) - (mean / count);
            }
        }

        return count == 0 ? double.NaN : mean;
    }
}
