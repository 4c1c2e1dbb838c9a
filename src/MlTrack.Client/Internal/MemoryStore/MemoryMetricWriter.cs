using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>One metric of one run, open for appending.</summary>
internal sealed class MemoryMetricWriter : IMetricWriter
{
    private readonly MemoryRunWriter _writer;
    private MemorySeries? _series;

    internal MemoryMetricWriter(MemoryRunWriter writer, string key)
    {
        _writer = writer;
        Key = key;
    }

    public string Key { get; }

    public void Append(double value, long timestampMilliseconds, long step)
    {
        BatchRules.CheckTimestamp(Key, value, timestampMilliseconds);
        _writer.Open().Append(Key, ref _series, new MemoryPoint(value, timestampMilliseconds, step));
    }
}
