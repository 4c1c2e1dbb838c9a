using System.Buffers;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Sync;

/// <summary>Reads whole lines of a metric file from a byte on.</summary>
internal sealed class MetricTail : IDisposable
{
    /// <summary>As many bytes before an offset as its check covers.</summary>
    private const int CheckBytes = 64;

    private const int BlockSize = 128 * 1024;

    private readonly IReadHandle _handle;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockSize);

    private MetricTail(IReadHandle handle)
    {
        _handle = handle;
        Length = handle.Stat().Size;
    }

    /// <summary>The file's length when it was opened; what comes later is for the next pass.</summary>
    internal long Length { get; }

    /// <summary>Opens a file; null when it is gone.</summary>
    internal static MetricTail? TryOpen(IFileSystem files, string path)
    {
        try
        {
            return new MetricTail(files.OpenRead(path));
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
        {
            return null;
        }
    }

    /// <summary>The hash of the bytes before an offset; empty at the beginning of the file.</summary>
    internal string CheckOf(long offset)
    {
        var bytes = new byte[(int)Math.Min(offset, CheckBytes)];
        return bytes.Length == 0 ? "" : _handle.ReadAt(offset - bytes.Length, bytes) == bytes.Length ? Hashes.Of(bytes) : "cut";
    }

    /// <summary>Reads points.</summary>
    /// <param name="offset">Where to begin: the start of a line.</param>
    /// <param name="limit">Where to stop, at most <see cref="Length"/>.</param>
    /// <param name="takesUnterminated">Whether a last line without its end counts: the run has ended.</param>
    /// <param name="maxPoints">At most so many.</param>
    /// <param name="into">Gets the points.</param>
    /// <param name="badLines">Counts lines that are no points.</param>
    /// <returns>The byte behind the last line that was read.</returns>
    internal long Read(long offset, long limit, bool takesUnterminated, int maxPoints, List<MetricPointRaw> into, ref long badLines)
    {
        limit = Math.Min(limit, Length);
        var stop = into.Count + maxPoints;
        while (offset < limit && into.Count < stop)
        {
            var count = _handle.ReadAt(offset, _buffer.AsSpan(0, (int)Math.Min(BlockSize, limit - offset)));
            if (count <= 0)
            {
                return offset;
            }

            var block = new ReadOnlySpan<byte>(_buffer, 0, count);
            var taken = ReadBlock(block, isLast: offset + count >= limit, takesUnterminated, stop, into, ref badLines);
            if (taken == 0)
            {
                // A line that is longer than any point can be is passed over; a short one at the end waits for its rest.
                if (offset + count >= limit)
                {
                    return offset;
                }

                badLines++;
                taken = SkipLine(offset + count, limit) - offset;
            }

            offset += taken;
        }

        return offset;
    }

    public void Dispose()
    {
        _handle.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static long ReadBlock(
        ReadOnlySpan<byte> block, bool isLast, bool takesUnterminated, int stop, List<MetricPointRaw> into, ref long badLines)
    {
        var taken = 0;
        while (into.Count < stop)
        {
            var newline = block.Slice(taken).IndexOf((byte)'\n');
            if (newline < 0)
            {
                break;
            }

            ReadLine(block.Slice(taken, newline + 1), into, ref badLines);
            taken += newline + 1;
        }

        var rest = block.Slice(taken);
        if (isLast && takesUnterminated && !rest.IsEmpty && rest.IndexOf((byte)'\n') < 0 && into.Count < stop &&
            MetricLine.TryParse(rest, loggedModel: false, out var point) == MetricLineStatus.Ok && IsWhole(rest))
        {
            into.Add(point);
            taken = block.Length;
        }

        return taken;
    }

    // "2 0." may be a number that was cut; with three or five fields MLflow takes it, and so do we.
    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        var blanks = 0;
        foreach (var value in line)
        {
            blanks += value == (byte)' ' ? 1 : 0;
        }

        return blanks is 2 or 4;
    }

    private static void ReadLine(ReadOnlySpan<byte> line, List<MetricPointRaw> into, ref long badLines)
    {
        while (MetricLineSplitter.TryNext(ref line, out var part, out _))
        {
            switch (MetricLine.TryParse(part, loggedModel: false, out var point))
            {
                case MetricLineStatus.Ok:
                    into.Add(point);
                    break;
                case MetricLineStatus.Blank:
                    break;
                default:
                    badLines++;
                    break;
            }
        }
    }

    private long SkipLine(long offset, long limit)
    {
        while (offset < limit)
        {
            var count = _handle.ReadAt(offset, _buffer.AsSpan(0, (int)Math.Min(BlockSize, limit - offset)));
            if (count <= 0)
            {
                return offset;
            }

            var newline = new ReadOnlySpan<byte>(_buffer, 0, count).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return offset + newline + 1;
            }

            offset += count;
        }

        return offset;
    }
}
