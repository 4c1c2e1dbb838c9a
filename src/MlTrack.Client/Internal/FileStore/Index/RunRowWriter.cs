using System.Buffers.Binary;
using MlTrack.Internal.FileStore.Format;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Puts a row together from an older row and what has been read since. Used again for one run after the other; not thread-safe.</summary>
internal sealed class RunRowWriter
{
    private readonly List<MetricEntry> _metrics = [];
    private readonly List<TextEntry> _params = [];
    private readonly List<TextEntry> _tags = [];
    private RunMeta? _meta;
    private ulong _metaPrint;
    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>False when nothing was read since <see cref="Clear"/>.</summary>
    internal bool HasChanges => _meta is not null || _metrics.Count + _params.Count + _tags.Count > 0;

    internal void Clear()
    {
        _meta = null;
        _metaPrint = Fingerprint.None;
        _metrics.Clear();
        _params.Clear();
        _tags.Clear();
    }

    internal void SetMeta(RunMeta meta, ulong print)
    {
        _meta = meta;
        _metaPrint = print;
    }

    internal void SetMetric(int key, in MetricFacts facts, ulong print) => _metrics.Add(new MetricEntry(key, print, facts));

    internal void SetText(TextKind kind, int key, string text, ulong print) => (kind == TextKind.Param ? _params : _tags).Add(new TextEntry(key, print, text));

    /// <summary>Makes the new row.</summary>
    /// <param name="old">The row before; what was read since takes the place of what it says.</param>
    /// <param name="only">If given, keys of the row before that are not among these are left out.</param>
    /// <returns>Null when the run's <c>meta.yaml</c> is not known.</returns>
    internal RunRow? Build(RunRow? old, RunPlace place, WholeRun? only = null)
    {
        var meta = _meta ?? old?.ToMeta(place);
        if (meta is null)
        {
            return null;
        }

        MergeOld(old, only);
        Write(meta, _meta is null ? old!.MetaPrint : _metaPrint);
        var row = new byte[_length];
        Buffer.BlockCopy(_bytes, 0, row, 0, _length);
        return new RunRow(row, 0, _length);
    }

    private void MergeOld(RunRow? old, WholeRun? only)
    {
        var changed = Sort(_metrics);
        for (var i = 0; i < (old?.MetricCount ?? 0); i++)
        {
            var entry = new MetricEntry(old!.MetricKey(i), old.MetricPrint(i), default);
            if (only?.HasMetric(entry.Key) != false && _metrics.BinarySearch(0, changed, entry, Comparer<MetricEntry>.Default) < 0)
            {
                _metrics.Add(entry with { Facts = old.Metric(i) });
            }
        }

        _metrics.Sort();
        MergeOld(old, TextKind.Param, _params, only);
        MergeOld(old, TextKind.Tag, _tags, only);
    }

    private static void MergeOld(RunRow? old, TextKind kind, List<TextEntry> entries, WholeRun? only)
    {
        var changed = Sort(entries);
        for (var i = 0; i < (old?.TextCount(kind) ?? 0); i++)
        {
            var entry = new TextEntry(old!.TextKey(kind, i), old.TextPrint(kind, i), "");
            if (only?.HasText(kind, entry.Key) != false && entries.BinarySearch(0, changed, entry, Comparer<TextEntry>.Default) < 0)
            {
                entries.Add(entry with { Text = old.Text(kind, i) });
            }
        }

        entries.Sort();
    }

    // By key, each key once.
    private static int Sort<T>(List<T> entries)
        where T : IComparable<T>
    {
        entries.Sort();
        for (var i = entries.Count - 1; i > 0; i--)
        {
            if (entries[i].CompareTo(entries[i - 1]) == 0)
            {
                entries.RemoveAt(i);
            }
        }

        return entries.Count;
    }

    private void Write(RunMeta meta, ulong print)
    {
        _length = RunRow.HeaderSize + (_metrics.Count * RunRow.MetricSize) + ((_params.Count + _tags.Count) * RunRow.TextSize);
        Reserve(_length);
        Array.Clear(_bytes, 0, _length);
        Int64(0, (long)print);
        Int64(8, meta.StartTime);
        Int64(16, meta.EndTime ?? 0);
        Int64(24, meta.DeletedTime ?? 0);
        _bytes[32] = (byte)meta.Status;
        _bytes[33] = (byte)meta.LifecycleStage;
        _bytes[34] = (byte)((meta.EndTime is null ? 0 : RunRow.HasEnd) | (meta.DeletedTime is null ? 0 : RunRow.HasDeleted) |
            (meta.RunName is null ? 0 : RunRow.HasName) | (meta.UserId is null ? 0 : RunRow.HasUser) | (meta.ArtifactUri is null ? 0 : RunRow.HasUri));
        Int32(36, _metrics.Count);
        Int32(40, _params.Count);
        Int32(44, _tags.Count);
        Int32(48, Append(meta.RunName));
        Int32(52, Append(meta.UserId));
        Int32(56, Append(meta.ArtifactUri));
        var at = RunRow.HeaderSize;
        foreach (var entry in _metrics)
        {
            WriteMetric(at, entry);
            at += RunRow.MetricSize;
        }

        foreach (var entry in _params.Concat(_tags))
        {
            Int32(at, entry.Key);
            Int32(at + 4, _length);
            Int32(at + 8, Append(entry.Text));
            Int64(at + 16, (long)entry.Print);
            at += RunRow.TextSize;
        }

        Int32(60, _length);
    }

    private void WriteMetric(int at, in MetricEntry entry)
    {
        var latest = entry.Facts.Latest;
        Int32(at, entry.Key);
        Int64(at + 8, (long)entry.Print);
        Double(at + 16, latest.Value);
        Int64(at + 24, latest.Step);
        Int64(at + 32, latest.TimestampMs);
        Double(at + 40, entry.Facts.Summary.Min);
        Double(at + 48, entry.Facts.Summary.Max);
        Double(at + 56, entry.Facts.Summary.First);
        if (latest.DatasetName is not null)
        {
            var dataset = _length;
            Int32(at + 4, dataset);
            Reserve(_length += 8);
            Int32(dataset, Append(latest.DatasetName));
            Int32(dataset + 4, Append(latest.DatasetDigest));
        }
    }

    private int Append(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        Reserve(_length + RowText.Encoding.GetMaxByteCount(text!.Length));
        var count = RowText.Encoding.GetBytes(text, 0, text.Length, _bytes, _length);
        _length += count;
        return count;
    }

    private void Reserve(int length)
    {
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        }
    }

    private void Int32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(_bytes, at, 4), value);

    private void Int64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(_bytes, at, 8), value);

    private void Double(int at, double value) => Int64(at, BitConverter.DoubleToInt64Bits(value));

    private readonly record struct MetricEntry(int Key, ulong Print, MetricFacts Facts) : IComparable<MetricEntry>
    {
        public int CompareTo(MetricEntry other) => Key.CompareTo(other.Key);
    }

    private readonly record struct TextEntry(int Key, ulong Print, string Text) : IComparable<TextEntry>
    {
        public int CompareTo(TextEntry other) => Key.CompareTo(other.Key);
    }
}
