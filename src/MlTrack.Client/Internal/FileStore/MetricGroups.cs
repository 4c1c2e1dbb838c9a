namespace MlTrack.Internal.FileStore;

/// <summary>Sorts the points of a batch by the file they go to, so that each file is written once. Files keep the order of their first points.</summary>
internal static class MetricGroups
{
    internal static List<(MetricSeries Series, bool IsModel, List<int> Points)> Of(RunFiles run, IReadOnlyList<Metric> metrics)
    {
        var groups = new List<(MetricSeries Series, bool IsModel, List<int> Points)>();
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        Dictionary<(string ModelId, string Key), List<int>>? byModel = null;
        for (var i = 0; i < metrics.Count; i++)
        {
            var metric = metrics[i];
            if (!byKey.TryGetValue(metric.Key, out var points))
            {
                points = [];
                byKey.Add(metric.Key, points);
                groups.Add((run.OpenMetric(metric.Key), false, points));
            }

            points.Add(i);
            if (metric.ModelId is { } modelId)
            {
                byModel ??= [];
                if (!byModel.TryGetValue((modelId, metric.Key), out points))
                {
                    points = [];
                    byModel.Add((modelId, metric.Key), points);
                    groups.Add((run.OpenModelMetric(modelId, metric.Key), true, points));
                }

                points.Add(i);
            }
        }

        return groups;
    }
}
