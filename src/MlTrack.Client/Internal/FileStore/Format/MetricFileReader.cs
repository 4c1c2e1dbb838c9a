using System.Buffers;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A metric file, read point by point in blocks of 64 KiB, so that a file of any size takes the same memory. One line is one point
/// (see <see cref="MetricLine"/>); files below a logged model's folder carry the run's id as a fourth column.
/// </summary>
/// <remarks>
/// <para>Lines that are no points are left out and counted. A last line without a line break may be half a line that a writer is still
/// writing, or was killed in: <c>2 0.</c> reads as a point though it was to become <c>2 0.75 10</c>. It is held back unless the run has ended and
/// the line has all of its columns.</para>
/// <para>Not thread-safe.</para>
/// </remarks>
internal sealed class MetricFileReader : IDisposable
{
    internal const int BlockSize = 64 * 1024;

    private readonly bool _loggedModel;
    private readonly bool _acceptUnterminated;
    private readonly IReadHandle? _handle;
    private readonly byte[] _buffer;
    private readonly bool _ownsBuffer;
    private readonly bool _ownsHandle;
    private readonly long _limit = long.MaxValue;

    private long _offset;
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _skippingLongLine;
    private int _heldBack;
    private long _line;
    private List<long>? _badLines;

    private MetricFileReader(byte[] content, int length, bool loggedModel, bool acceptUnterminated)
    {
        _buffer = content;
        _end = length;
        _offset = length;
        _atEnd = true;
        _loggedModel = loggedModel;
        _acceptUnterminated = acceptUnterminated;
    }

    private MetricFileReader(IReadHandle handle, bool ownsHandle, long from, long to, bool loggedModel, bool acceptUnterminated)
    {
        _handle = handle;
        _ownsHandle = ownsHandle;
        _offset = from;
        _limit = to;
        _buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        _ownsBuffer = true;
        _loggedModel = loggedModel;
        _acceptUnterminated = acceptUnterminated;
    }

    /// <summary>How many lines were left out.</summary>
    internal long BadLineCount { get; private set; }

    /// <summary>The numbers (from 1) of the first ten of them.</summary>
    internal IReadOnlyList<long> BadLines => _badLines ?? (IReadOnlyList<long>)[];

    /// <summary>What was wrong with the first of them.</summary>
    internal MetricLineStatus FirstBadStatus { get; private set; }

    /// <summary>True when the file held something that MLflow refuses and that is harmless: blank lines, a byte order mark.</summary>
    internal bool HasOddities { get; private set; }

    /// <summary>True when the last line has no line break.</summary>
    internal bool IsUnterminated { get; private set; }

    /// <summary>True when that last line was held back.</summary>
    internal bool IsTailHeldBack { get; private set; }

    /// <summary>The byte behind the last line that was read; a last line that is held back is not among them.</summary>
    internal long Position => _offset - (_end - _start) - _heldBack;

    /// <summary>How many points were given.</summary>
    internal long PointCount { get; private set; }

    /// <summary>Reads a whole file that is in memory already. The bytes must not change meanwhile.</summary>
    internal static MetricFileReader OverContent(byte[] content, int length, bool loggedModel, bool acceptUnterminated) =>
        new(content, length, loggedModel, acceptUnterminated);

    /// <summary>Reads from an open file, which is closed with the reader.</summary>
    internal static MetricFileReader OverFile(IReadHandle handle, bool loggedModel, bool acceptUnterminated) =>
        new(handle, ownsHandle: true, from: 0, to: long.MaxValue, loggedModel, acceptUnterminated);

    /// <summary>Reads a part of a run's open file, which stays open.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="from">The first byte: the start of a line.</param>
    /// <param name="to">The byte behind the last one.</param>
    /// <param name="acceptUnterminated">Whether a last line without a line break counts; only where <paramref name="to"/> is the end of the file.</param>
    internal static MetricFileReader OverRange(IReadHandle handle, long from, long to, bool acceptUnterminated) =>
        new(handle, ownsHandle: false, from, to, loggedModel: false, acceptUnterminated);

    /// <summary>Gives the next point; false at the end of the file.</summary>
    internal bool TryRead(out MetricPointRaw point)
    {
        while (true)
        {
            if (_skippingLongLine && !SkipLongLine())
            {
                point = default;
                return false;
            }

            var rest = new ReadOnlySpan<byte>(_buffer, _start, _end - _start);
            var newline = rest.IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = rest.Slice(0, newline);
                if (!_loggedModel && MetricLine.TryParse(line, loggedModel: false, out point) == MetricLineStatus.Ok && IsCommon(point))
                {
                    _start += newline + 1;
                    _line++;
                    PointCount++;
                    return true;
                }

                if (ReadOddLine(rest, out point))
                {
                    return true;
                }
            }
            else if (_atEnd)
            {
                return ReadTail(rest, out point);
            }
            else
            {
                Fill();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHandle)
        {
            _handle!.Dispose();
        }

        if (_ownsBuffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private static bool IsCommon(in MetricPointRaw point) => point.DatasetName is null && point.Notes == MetricLineNotes.None;

    // A line with text columns, with another line break than '\n' inside, or that is no point. Its end is in the buffer.
    private bool ReadOddLine(ReadOnlySpan<byte> rest, out MetricPointRaw point)
    {
        MetricLineSplitter.TryNext(ref rest, out var line, out var breakLength);
        _start += line.Length + breakLength;
        _line++;
        return Accept(line, out point);
    }

    private bool Accept(ReadOnlySpan<byte> line, out MetricPointRaw point)
    {
        point = default;
        var status = line.Length > MetricLine.MaxLineBytes ? MetricLineStatus.WrongFieldCount : MetricLine.TryParse(line, _loggedModel, out point);
        switch (status)
        {
            case MetricLineStatus.Ok:
                HasOddities |= (point.Notes & MetricLineNotes.ByteOrderMark) != 0;
                PointCount++;
                return true;
            case MetricLineStatus.Blank:
                HasOddities = true;
                return false;
            default:
                AddBadLine(status);
                return false;
        }
    }

    // What stands behind the last '\n'. It may still hold whole lines that end with another break.
    private bool ReadTail(ReadOnlySpan<byte> rest, out MetricPointRaw point)
    {
        while (MetricLineSplitter.TryNext(ref rest, out var line, out var breakLength))
        {
            _start += line.Length + breakLength;
            _line++;
            if (breakLength == 0)
            {
                IsUnterminated = true;
                if (!_acceptUnterminated || !HasAllColumns(line))
                {
                    IsTailHeldBack = true;
                    _heldBack = line.Length;
                    break;
                }
            }

            if (Accept(line, out point))
            {
                return true;
            }
        }

        point = default;
        return false;
    }

    private bool HasAllColumns(ReadOnlySpan<byte> line)
    {
        var blanks = 0;
        foreach (var value in line)
        {
            blanks += value == (byte)' ' ? 1 : 0;
        }

        // A run id that was cut is no longer 32 digits; the dataset columns of a model cannot be judged, as in a run's file.
        return _loggedModel
            ? blanks is 5 || (blanks is 3 && line.Length - line.LastIndexOf((byte)' ') > 32)
            : blanks is 2 or 4;
    }

    private void AddBadLine(MetricLineStatus status)
    {
        const int Listed = 10;
        if (BadLineCount++ == 0)
        {
            FirstBadStatus = status;
        }

        if (BadLineCount <= Listed)
        {
            (_badLines ??= []).Add(_line);
        }
    }

    // Moves what is left to the front and reads on.
    private void Fill()
    {
        var left = _end - _start;
        if (left > 0 && _start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, left);
        }

        _start = 0;
        _end = left;
        if (_end >= BlockSize)
        {
            TakeLinesWithoutNewline();
            return;
        }

        // The handle is only null when the content was whole from the start, and then nothing is ever filled.
        var count = _handle!.ReadAt(_offset, new Span<byte>(_buffer, _end, (int)Math.Min(BlockSize - _end, _limit - _offset)));
        _offset += count;
        _end += count;
        _atEnd = count == 0;
    }

    // A whole block without '\n' is no metric file of any known writer. Nothing in it is looked at, so that memory stays bounded.
    private void TakeLinesWithoutNewline()
    {
        _skippingLongLine = true;
        _line++;
        AddBadLine(MetricLineStatus.WrongFieldCount);
        _start = _end;
    }

    private bool SkipLongLine()
    {
        while (true)
        {
            var newline = new ReadOnlySpan<byte>(_buffer, _start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                _start += newline + 1;
                _skippingLongLine = false;
                return true;
            }

            _start = _end;
            if (_atEnd)
            {
                IsUnterminated = IsTailHeldBack = true;
                return false;
            }

            Fill();
        }
    }
}
