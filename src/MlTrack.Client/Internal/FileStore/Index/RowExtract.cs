using System.Buffers.Binary;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Makes small rows out of whole ones: what <c>meta.yaml</c> said and the keys that a search asks for. A new process needs little more of most runs than that, and copying it costs a
/// fraction of keeping everything.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RowExtract
{
    // Below the size at which arrays are cleared and collected as large ones.
    private const int ChunkSize = 64 * 1024;

    private readonly int[] _metrics;
    private readonly int[] _params;
    private readonly int[] _tags;
    private readonly int[] _found;
    private byte[] _chunk = [];
    private int _used;

    /// <param name="numbers">The numbers of all keys.</param>
    internal RowExtract(RowWants wants, Dictionary<string, int> numbers)
    {
        _metrics = RowWants.Number(wants.Metrics, numbers);
        _params = RowWants.Number(wants.Params, numbers);
        _tags = RowWants.Number(wants.Tags, numbers);
        _found = new int[_metrics.Length + _params.Length + _tags.Length];
    }

    /// <summary>True when a key that a row of this kind does not have is not in the whole row either.</summary>
    internal bool HasMetric(int key) => Array.BinarySearch(_metrics, key) >= 0;

    /// <summary>True when a key that a row of this kind does not have is not in the whole row either.</summary>
    internal bool HasText(TextKind kind, int key) => Array.BinarySearch(kind == TextKind.Param ? _params : _tags, key) >= 0;

    /// <summary>Makes a small row.</summary>
    /// <param name="row">A sound row; not used afterwards.</param>
    /// <param name="whole">Where the whole row is to be had later.</param>
    internal RunRow Make(RunRow row, StoredRow whole)
    {
        var found = 0;
        foreach (var key in _metrics)
        {
            found = Note(row.FindMetric(key), found);
        }

        var metricCount = found;
        var paramEnd = Find(row, TextKind.Param, _params, found);
        var tagEnd = Find(row, TextKind.Tag, _tags, paramEnd);
        var tables = RunRow.HeaderSize + (metricCount * RunRow.MetricSize) + ((tagEnd - metricCount) * RunRow.TextSize);
        var texts = row.MetaTexts;
        var length = tables + texts.Length;
        for (var i = 0; i < tagEnd; i++)
        {
            length += i < metricCount ? row.DatasetBytes(_found[i]).Length : row.TextBytes(KindAt(i, paramEnd), _found[i]).Length;
        }

        var start = Reserve(length);
        var target = _chunk.AsSpan(start, length);
        row.Bytes.Slice(0, RunRow.HeaderSize).CopyTo(target);
        Int32(target, 36, metricCount);
        Int32(target, 40, paramEnd - metricCount);
        Int32(target, 44, tagEnd - paramEnd);
        Int32(target, 60, length);
        texts.CopyTo(target.Slice(tables));
        CopyEntries(row, target, metricCount, paramEnd, tagEnd, tables + texts.Length);
        return new RunRow(_chunk, start, length, whole);
    }

    private void CopyEntries(RunRow row, Span<byte> target, int metricCount, int paramEnd, int tagEnd, int end)
    {
        var at = RunRow.HeaderSize;
        for (var i = 0; i < tagEnd; i++)
        {
            var isMetric = i < metricCount;
            var kind = KindAt(i, paramEnd);
            var entry = isMetric ? row.MetricEntry(_found[i]) : row.TextEntry(kind, _found[i]);
            var more = isMetric ? row.DatasetBytes(_found[i]) : row.TextBytes(kind, _found[i]);
            entry.CopyTo(target.Slice(at));

            // The place of what lies behind the tables; a metric without a data set has none.
            if (!isMetric || more.Length > 0)
            {
                Int32(target, at + 4, end);
            }

            more.CopyTo(target.Slice(end));
            end += more.Length;
            at += entry.Length;
        }
    }

    private int Find(RunRow row, TextKind kind, int[] keys, int found)
    {
        foreach (var key in keys)
        {
            found = Note(row.FindText(kind, key), found);
        }

        return found;
    }

    private int Note(int index, int found)
    {
        if (index < 0)
        {
            return found;
        }

        _found[found] = index;
        return found + 1;
    }

    private static TextKind KindAt(int index, int paramEnd) => index < paramEnd ? TextKind.Param : TextKind.Tag;

    private int Reserve(int length)
    {
        if (_chunk.Length - _used < length)
        {
            _chunk = new byte[Math.Max(ChunkSize, length)];
            _used = 0;
        }

        var start = _used;
        _used += length;
        return start;
    }

    private static void Int32(Span<byte> target, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(target.Slice(at), value);
}
