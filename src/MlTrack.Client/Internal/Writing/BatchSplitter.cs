using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Cuts a batch of any size into batches within MLflow's limits, as its client does: params and tags by the hundred, metrics filling up.</summary>
internal static class BatchSplitter
{
    internal const int MaxParams = 100;
    internal const int MaxTags = 100;
    internal const int MaxMetrics = 1000;
    internal const int MaxEntities = 1000;

    internal static IEnumerable<RunBatch> Split(RunBatch batch)
    {
        int firstParam = 0, firstTag = 0, firstMetric = 0;
        while (firstParam < batch.Params.Count || firstTag < batch.Tags.Count || firstMetric < batch.Metrics.Count)
        {
            var parameters = Part(batch.Params, ref firstParam, MaxParams);
            var tags = Part(batch.Tags, ref firstTag, MaxTags);
            var metrics = Part(batch.Metrics, ref firstMetric, Math.Min(MaxMetrics, MaxEntities - parameters.Count - tags.Count));
            yield return new RunBatch { Params = parameters, Tags = tags, Metrics = metrics };
        }
    }

    private static List<T> Part<T>(IReadOnlyList<T> items, ref int first, int limit)
    {
        var part = new List<T>(Math.Min(limit, items.Count - first));
        for (; first < items.Count && part.Count < limit; first++)
        {
            part.Add(items[first]);
        }

        return part;
    }
}
