using System.Buffers;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// The points of one run that wait in memory with <see cref="Durability.Buffered"/>: a fixed block that callers fill, and a second one that is
/// written meanwhile. A full block waits for the writing of the one before: memory stays bounded, and nothing is dropped here.
/// </summary>
/// <remarks>Thread-safe; <see cref="Add"/> allocates nothing. Points of one series reach the file in the order of their calls.</remarks>
internal sealed class MetricBuffer
{
    // Lines take 30 bytes or so: a block is the 64 KiB after which a run's points go to the system in any case.
    private const int Capacity = 2048;
    private const int WriteSize = 64 * 1024;

    private readonly object _gate = new();
    private readonly object _drain = new();
    private readonly List<MetricSeries> _heads = [];
    private readonly BackgroundLoop _loop;

    private Point[] _filling = new Point[Capacity];
    private int _count;

    // Guarded by _drain. Written points have no series any more; others are left from a write that failed.
    private Point[] _writing = new Point[Capacity];
    private int _writingCount;
    private int[]? _next;

    internal MetricBuffer(BackgroundLoop loop) => _loop = loop;

    /// <summary>Takes one point.</summary>
    /// <exception cref="MlTrackException">Both blocks are full and the disk does not take the older one; the point was not taken.</exception>
    internal void Add(MetricSeries series, double value, long timestamp, long step)
    {
        bool isFirst;
        while (!TryAdd(series, value, timestamp, step, out isFirst))
        {
            Drain();
        }

        if (isFirst)
        {
            _loop.Wake();
        }
    }

    /// <summary>Writes everything taken so far.</summary>
    /// <exception cref="MlTrackException">The disk failed; what was not written stays and is written by a later call, in order.</exception>
    internal void Drain()
    {
        lock (_drain)
        {
            if (_writingCount > 0)
            {
                Write();
            }

            lock (_gate)
            {
                (_filling, _writing) = (_writing, _filling);
                _writingCount = _count;
                _count = 0;
            }

            if (_writingCount > 0)
            {
                Write();
            }
        }
    }

    private bool TryAdd(MetricSeries series, double value, long timestamp, long step, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = _count == 0;
            if (_count == Capacity)
            {
                return false;
            }

            ref var point = ref _filling[_count++];
            point.Series = series;
            point.Value = value;
            point.Timestamp = timestamp;
            point.Step = step;
            return true;
        }
    }

    private void Write()
    {
        var next = _next ??= new int[Capacity];
        var heads = Chain(next);
        var bytes = ArrayPool<byte>.Shared.Rent(WriteSize);
        try
        {
            foreach (var series in heads)
            {
                WriteSeries(series, next, bytes);
            }

            Array.Clear(_writing, 0, _writingCount);
            _writingCount = 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            foreach (var series in heads)
            {
                series.ChainHead = series.ChainTail = -1;
            }

            heads.Clear();
        }
    }

    // Links the points of each series in order, so that each file is written once.
    private List<MetricSeries> Chain(int[] next)
    {
        for (var i = 0; i < _writingCount; i++)
        {
            if (_writing[i].Series is not { } series)
            {
                continue;
            }

            next[i] = -1;
            if (series.ChainHead < 0)
            {
                series.ChainHead = i;
                _heads.Add(series);
            }
            else
            {
                next[series.ChainTail] = i;
            }

            series.ChainTail = i;
        }

        return _heads;
    }

    private void WriteSeries(MetricSeries series, int[] next, byte[] bytes)
    {
        var first = series.ChainHead;
        while (first >= 0)
        {
            var length = 0;
            var index = first;
            for (; index >= 0 && length + MetricLine.MaxLength <= WriteSize; index = next[index])
            {
                ref readonly var point = ref _writing[index];
                length += MetricLine.Format(new Span<byte>(bytes, length, bytes.Length - length), point.Timestamp, point.Value, point.Step);
            }

            WriteLines(series, next, first, index, new ReadOnlySpan<byte>(bytes, 0, length));
            first = index;
        }
    }

    private void WriteLines(MetricSeries series, int[] next, int first, int end, ReadOnlySpan<byte> lines)
    {
        try
        {
            series.AppendLines(lines);
            MarkWritten(next, first, end, int.MaxValue);
        }
        catch (MlTrackException e) when (e.InnerException is StoreIOException { BytesTaken: > 0 } fault)
        {
            MarkWritten(next, first, end, CountLines(lines.Slice(0, fault.BytesTaken)));
            throw;
        }
        catch (MlTrackException e) when (e.ErrorCode == MlTrackErrorCode.InvalidParameterValue)
        {
            // The key's place is taken by another key: no later try will succeed, and the others must not wait for it.
            MarkWritten(next, first, end, int.MaxValue);
            throw;
        }
    }

    private void MarkWritten(int[] next, int first, int end, int count)
    {
        for (var i = first; i != end && count > 0; i = next[i], count--)
        {
            _writing[i].Series = null;
        }
    }

    private static int CountLines(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += value == (byte)'\n' ? 1 : 0;
        }

        return count;
    }

    private struct Point
    {
        internal MetricSeries? Series;
        internal double Value;
        internal long Timestamp;
        internal long Step;
    }
}
