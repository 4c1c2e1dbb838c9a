using MlTrack.Internal.Rules;

namespace MlTrack.Internal.MemoryStore;

/// <summary>The points of one metric of one run in the order in which they were logged. Guarded by the run's lock.</summary>
/// <remarks>Points lie in blocks, so that a long series is never copied and a new point allocates only when a block is full.</remarks>
internal sealed class MemorySeries
{
    private const int BlockSize = 512;
    private const int FirstBlockSize = 16;

    private readonly List<MemoryPoint[]> _blocks = [];
    private MemoryPoint _latest;

    internal MemorySeries(string key) => Key = key;

    internal string Key { get; }

    internal int Count { get; private set; }

    internal MemoryPoint Latest => _latest;

    internal MemoryPoint this[int index] => index < FirstBlockSize
        ? _blocks[0][index]
        : _blocks[1 + ((index - FirstBlockSize) / BlockSize)][(index - FirstBlockSize) % BlockSize];

    internal void Add(in MemoryPoint point)
    {
        // Most metrics of a summary have one point: the first block is small.
        var place = Count < FirstBlockSize ? Count : (Count - FirstBlockSize) % BlockSize;
        if (place == 0)
        {
            _blocks.Add(new MemoryPoint[Count == 0 ? FirstBlockSize : BlockSize]);
        }

        _blocks[_blocks.Count - 1][place] = point;
        if (Count == 0 || MetricOrder.Replaces(point.Step, point.Timestamp, point.Value, _latest.Step, _latest.Timestamp, _latest.Value))
        {
            _latest = point;
        }

        Count++;
    }
}

/// <summary>A point without its key.</summary>
internal readonly struct MemoryPoint
{
    internal MemoryPoint(double value, long timestamp, long step, MemoryPointDataset? dataset = null)
    {
        Value = value;
        Timestamp = timestamp;
        Step = step;
        Dataset = dataset;
    }

    internal MemoryPoint(Metric metric)
        : this(metric.Value, metric.TimestampMilliseconds, metric.Step, MemoryPointDataset.Of(metric))
    {
    }

    internal double Value { get; }

    internal long Timestamp { get; }

    internal long Step { get; }

    internal MemoryPointDataset? Dataset { get; }

    internal Metric ToMetric(string key, string runId) => new()
    {
        Key = key,
        Value = Value,
        TimestampMilliseconds = Timestamp,
        Step = Step,
        DatasetName = Dataset?.Name,
        DatasetDigest = Dataset?.Digest,
        RunId = runId,
    };
}

/// <summary>The data set that a point was computed on.</summary>
internal sealed record MemoryPointDataset(string Name, string Digest)
{
    internal static MemoryPointDataset? Of(Metric metric) =>
        metric is { DatasetName: { } name, DatasetDigest: { } digest } ? new MemoryPointDataset(name, digest) : null;
}
