namespace MlTrack.Server.Internal;

/// <summary>Chooses the points that a chart of many runs shows, as MLflow's file store does: by steps, the same for all runs.</summary>
internal static class MetricSampling
{
    /// <summary>The most steps that are chosen.</summary>
    internal const int MaxResults = 2500;

    /// <summary>
    /// Takes evenly spread steps of all steps that any run has, and the first and last of each run; gives each run's points of those steps by step and time.
    /// </summary>
    internal static IEnumerable<(string RunId, Metric Point)> Sample(IReadOnlyList<(string RunId, List<Metric> Points)> histories, int limit)
    {
        var steps = Spread(histories, limit);
        foreach (var (_, points) in histories)
        {
            if (points.Count > 0)
            {
                steps.Add(points.Min(point => point.Step));
                steps.Add(points.Max(point => point.Step));
            }
        }

        foreach (var (run, points) in histories)
        {
            var chosen = points.Where(point => steps.Contains(point.Step)).OrderBy(point => point.Step).ThenBy(point => point.TimestampMilliseconds).ToList();
            foreach (var point in Thin(chosen, Math.Max(limit, steps.Count)))
            {
                yield return (run, point);
            }
        }
    }

    private static HashSet<long> Spread(IReadOnlyList<(string RunId, List<Metric> Points)> histories, int limit)
    {
        var all = histories.SelectMany(history => history.Points).Select(point => point.Step).Distinct().Order().ToList();
        if (all.Count <= limit)
        {
            return [.. all];
        }

        var chosen = new HashSet<long> { all[^1] };
        for (var i = 0; i < limit; i++)
        {
            chosen.Add(all[(int)((long)i * all.Count / limit)]);
        }

        return chosen;
    }

    // Many points on one step: evenly fewer, so that the answer stays bounded.
    private static IEnumerable<Metric> Thin(List<Metric> points, int limit)
    {
        if (points.Count <= limit)
        {
            return points;
        }

        return Enumerable.Range(0, limit).Select(i => points[(int)((long)i * points.Count / limit)]);
    }
}
