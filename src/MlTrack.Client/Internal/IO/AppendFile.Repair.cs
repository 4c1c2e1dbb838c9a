using System.Buffers;

namespace MlTrack.Internal.IO;

/// <content>What happens off the fast path: short writes and torn tails.</content>
internal sealed partial class AppendFile
{
    private const int BlockSize = 4096;
    private const byte NewLine = (byte)'\n';
    private const long UnknownLength = -1;
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    // The system took a part of the lines. From here on the remainder belongs to this object: it goes directly behind the part, now or later.
    private void KeepRemainder(IAppendHandle handle, ReadOnlySpan<byte> lines, int written)
    {
        if (written <= 0) throw NoProgress();
        var lineStart = lines.Slice(0, written).LastIndexOf(NewLine) + 1;
        _rest = lines.Slice(lineStart).ToArray();
        _restWritten = written - lineStart;
        _lengthBeforeRest = UnknownLength;
        try
        {
            _lengthBeforeRest = handle.Stat().Size;
            CompleteRest();
        }
        catch (StoreIOException fault)
        {
            throw new StoreIOException(fault.Error, fault.Operation, Path, "only a part was written; " + fault.Message, fault.NativeCode, fault)
            {
                BytesTaken = lines.Length,
            };
        }
    }

    // Writes what is missing if the file still ends with our part. If it does not, somebody cut the part off or appended behind it: then the
    // line is written once more from its start, so that no record is lost and none is doubled.
    private void CompleteRest()
    {
        // Opened anew, the file is expected to end with our part; a tail that is another's is looked at only if we have none there.
        var handle = _handle ?? Open(checkTail: _restWritten == 0);
        while (_rest is { } rest)
        {
            var length = handle.Stat().Size;

            // The length alone would not do: cut back by one process and written to by another, the file may have grown to it again.
            var part = new ReadOnlySpan<byte>(rest, 0, _restWritten);
            if (_restWritten > 0 && (length != _lengthBeforeRest || !EndsWith(handle, length, part)))
            {
                var offset = _lengthBeforeRest == UnknownLength ? UnknownLength : _lengthBeforeRest - _restWritten;
                Report(AppendProblemKind.PartLeft, offset, _restWritten, part);
                _restWritten = 0;
                length = EnsureWholeTail(handle, length);
            }

            _lengthBeforeRest = length;
            int more;
            try
            {
                more = handle.Write(new ReadOnlySpan<byte>(rest, _restWritten, rest.Length - _restWritten));
            }
            catch (StoreIOException fault)
            {
                CloseAfter(fault);
                throw;
            }

            if (more <= 0) throw NoProgress();
            _isDirty = true;
            _lengthBeforeRest += more;
            _restWritten += more;
            var lineStart = new ReadOnlySpan<byte>(rest, 0, _restWritten).LastIndexOf(NewLine) + 1;
            _rest = lineStart == rest.Length ? null : rest.AsSpan(lineStart).ToArray();
            _restWritten -= lineStart;
        }
    }

    /// <summary>
    /// Tries a last time to complete lines written in part; what the disk still does not take is given up, and its part is cut off, since a reader would
    /// take a cut number for a whole one once the run has ended.
    /// </summary>
    /// <returns>How many lines were given up.</returns>
    public int GiveUpRest()
    {
        lock (_gate)
        {
            if (_rest is null) return 0;
            try
            {
                CompleteRest();
                return 0;
            }
            catch (StoreIOException)
            {
                // Expected: the disk is as full as it was. The caller counts and reports what is lost by it.
                return CutRest();
            }
        }
    }

    private int CutRest()
    {
        var rest = _rest!;
        var part = new ReadOnlySpan<byte>(rest, 0, _restWritten);
        try
        {
            using var guard = StoreLock.Acquire(_files, _options.LockFolder, "cut a torn line", new StoreLockOptions { Wait = _options.Wait });
            var handle = _handle ?? OpenHandle();
            try
            {
                // As long as it is the end of the file, it is nobody's but ours.
                var length = handle.Stat().Size;
                if (_restWritten > 0 && length == _lengthBeforeRest && EndsWith(handle, length, part))
                {
                    handle.Truncate(length - _restWritten);
                    _isDirty = true;
                }
            }
            finally
            {
                if (_handle is null) handle.Dispose();
            }
        }
        catch (StoreIOException)
        {
            // Not even that can be written: readers hold a last line back that is not whole, and the next writer cuts it.
            Report(AppendProblemKind.PartLeft, _lengthBeforeRest, _restWritten, part);
        }

        _rest = null;
        _restWritten = 0;
        return rest.Count(b => b == NewLine);
    }

    // Returns the file's length once it ends with a whole line.
    private long EnsureWholeTail(IAppendHandle handle, long length)
    {
        if (EndsWithLine(handle, length)) return length;
        var quiet = TimeSpan.Zero;
        var waited = TimeSpan.Zero;
        var before = handle.Stat();
        while (true)
        {
            if (quiet >= _options.QuietTime)
            {
                if (TryCut(handle, before, out length)) return length;
                quiet = TimeSpan.Zero;
            }

            if (waited >= _patience + _options.QuietTime)
            {
                throw new StoreIOException(StoreIOError.Busy, "append to", Path, "its last line stays incomplete while others write to it");
            }

            _options.Wait(_pollInterval);
            waited += _pollInterval;
            quiet += _pollInterval;
            var now = handle.Stat();
            if (EndsWithLine(handle, now.Size)) return now.Size;
            if (now.Size != before.Size || now.ModifiedNanoseconds != before.ModifiedNanoseconds) quiet = TimeSpan.Zero;
            before = now;
        }
    }

    private bool TryCut(IAppendHandle handle, FileStat judged, out long length)
    {
        using var guard = StoreLock.Acquire(_files, _options.LockFolder, "cut a torn line", new StoreLockOptions { Wait = _options.Wait });
        var now = handle.Stat();
        length = now.Size;
        if (now.Size != judged.Size || now.ModifiedNanoseconds != judged.ModifiedNanoseconds) return false;
        length = LengthOfWholeLines(handle, now.Size);
        var removed = new byte[(int)Math.Min(now.Size - length, AppendProblem.MaxBytes)];
        var count = handle.ReadAt(length, removed);
        handle.Truncate(length);
        _isDirty = true;
        Report(AppendProblemKind.TornTailRemoved, length, now.Size - length, new ReadOnlySpan<byte>(removed, 0, count));
        return true;
    }

    private static long LengthOfWholeLines(IAppendHandle handle, long length)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (length > 0)
            {
                var size = (int)Math.Min(length, BlockSize);
                var count = handle.ReadAt(length - size, block.AsSpan(0, size));
                var last = block.AsSpan(0, count).LastIndexOf(NewLine);
                if (last >= 0) return length - size + last + 1;
                length -= size;
            }

            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static bool EndsWithLine(IAppendHandle handle, long length)
    {
        if (length == 0) return true;
        Span<byte> last = stackalloc byte[1];
        return handle.ReadAt(length - 1, last) == 1 && last[0] == NewLine;
    }

    private static bool EndsWith(IAppendHandle handle, long length, ReadOnlySpan<byte> part)
    {
        if (length < part.Length) return false;
        var tail = new byte[part.Length];
        return handle.ReadAt(length - part.Length, tail) == part.Length && part.SequenceEqual(tail);
    }

    private void Report(AppendProblemKind kind, long offset, long length, ReadOnlySpan<byte> bytes) => _options.OnProblem?.Invoke(
        new AppendProblem(kind, Path, offset, length, bytes.Slice(0, Math.Min(bytes.Length, AppendProblem.MaxBytes)).ToArray()));

    private StoreIOException NoProgress() => new(StoreIOError.IO, "append to", Path, "the system took no byte");
}
