using System.Buffers.Binary;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Reads what <see cref="SnapshotWriter"/> wrote, in one go through a small buffer. Everything is checked before anything is used: a file that is cut, damaged, of another version or of another
/// root gives nothing, and no content whatever makes a row that could be read beyond its end.
/// </summary>
/// <remarks>Fresh memory costs a process more than the bytes in it: so of each row only what is wanted is kept, and the whole is read when it is asked for.</remarks>
internal sealed class SnapshotReader
{
    // Stays in the processor's cache.
    private const int BlockSize = 128 * 1024;

    private readonly IReadHandle _handle;
    private readonly long _size;
    private byte[] _buffer = new byte[BlockSize];
    private SnapshotHash _hash;
    private long _offset = SnapshotWriter.HeaderSize;
    private int _start;
    private int _end;

    private SnapshotReader(IReadHandle handle, long size)
    {
        _handle = handle;
        _size = size;
    }

    // What of the file has not been taken yet.
    private long Left => _size - _offset + _end - _start;

    /// <summary>Reads a snapshot.</summary>
    /// <param name="handle">The file. With <paramref name="wants"/> it must stay open as long as the rows are used.</param>
    /// <param name="root">The root's path, links resolved.</param>
    /// <param name="inode">The root's number on its disk.</param>
    /// <param name="wants">What is to be in memory of each row; null for all.</param>
    /// <returns>Null when it is none.</returns>
    internal static Snapshot? Read(IReadHandle handle, string root, ulong inode, RowWants? wants)
    {
        var header = new byte[SnapshotWriter.HeaderSize];
        var size = handle.Stat().Size;
        if (handle.ReadAt(0, header) != header.Length || !IsGoodHeader(header, size, inode))
        {
            return null;
        }

        var reader = new SnapshotReader(handle, size);
        var snapshot = reader.Read(root, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(32)), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(36)), wants);
        return reader._hash.Value == BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(24)) ? snapshot : null;
    }

    private static bool IsGoodHeader(byte[] bytes, long size, ulong inode) =>

        // Everything counts, the unused bytes too, so that one changed bit anywhere makes it another file.
        BinaryPrimitives.ReadUInt64LittleEndian(bytes) == SnapshotWriter.Magic &&
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) == SnapshotWriter.Version &&
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)) == SnapshotWriter.HeaderSize &&
        BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)) == size - SnapshotWriter.HeaderSize &&
        BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)) == inode &&
        BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SnapshotWriter.SignedSize)) == SnapshotHash.Of(bytes.AsSpan(0, SnapshotWriter.SignedSize)) &&
        BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SnapshotWriter.SignedSize + SnapshotHash.WordSize)) == 0;

    private Snapshot? Read(string root, int keyCount, int experimentCount, RowWants? wants)
    {
        if (!TryText(out var written) || written != root || keyCount < 0 || experimentCount < 0)
        {
            return null;
        }

        var keys = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < keyCount; i++)
        {
            // A key that is named twice would have two numbers.
            if (!TryText(out var key) || numbers.ContainsKey(key))
            {
                return null;
            }

            numbers.Add(key, i);
            keys.Add(key);
        }

        var source = wants is null ? null : new RowSource(_handle, new RowExtract(wants, numbers), keyCount);
        var experiments = new Dictionary<string, Dictionary<string, RunRow>>(StringComparer.Ordinal);
        for (var i = 0; i < experimentCount; i++)
        {
            if (!TryText(out var folder) || !TryInt32(out var count) || TryRuns(count, keyCount, source) is not { } runs)
            {
                return null;
            }

            experiments[folder] = runs;
        }

        return Left == 0 ? new Snapshot(keys, experiments) : null;
    }

    private Dictionary<string, RunRow>? TryRuns(int count, int keyCount, RowSource? source)
    {
        // The count is only believed as far as there is room for so many runs.
        var runs = new Dictionary<string, RunRow>((int)Math.Max(0, Math.Min(count, Left / RunRow.HeaderSize)), StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (!TryText(out var id) || !TryInt32(out var length) || !TryTake(length, out var at))
            {
                return null;
            }

            var bytes = new ReadOnlySpan<byte>(_buffer, at, length);
            var row = source is null ? new RunRow(bytes.ToArray(), 0, length) : new RunRow(_buffer, at, length);
            if (!row.IsSound(keyCount))
            {
                return null;
            }

            runs[id] = source is null
                ? row
                : source.Extract.Make(row, new StoredRow(source, _offset - (_end - at), length, SnapshotHash.Of(bytes)));
        }

        return runs;
    }

    private bool TryText(out string text)
    {
        text = "";
        if (!TryInt32(out var length) || !TryTake(length, out var at))
        {
            return false;
        }

        text = RowText.Encoding.GetString(_buffer, at, length);
        return true;
    }

    private bool TryInt32(out int value)
    {
        var isThere = TryTake(4, out var at);
        value = isThere ? BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at)) : 0;
        return isThere;
    }

    /// <summary>Gives the place of the next bytes in the buffer.</summary>
    private bool TryTake(int count, out int at)
    {
        at = 0;
        if (count < 0 || count > Left || (count > _end - _start && !TryFill(count)))
        {
            return false;
        }

        at = _start;
        _start += count;
        return true;
    }

    // Reads on until there is enough. No more than the file has is asked for, so that a length without sense costs nothing.
    private bool TryFill(int count)
    {
        var left = _end - _start;
        var target = count <= _buffer.Length ? _buffer : new byte[count + BlockSize];
        Buffer.BlockCopy(_buffer, _start, target, 0, left);
        _buffer = target;
        _start = 0;
        _end = left;

        // All pieces but the last are whole blocks of the checksum.
        var most = (int)Math.Min((_buffer.Length - _end) / SnapshotHash.BlockSize * SnapshotHash.BlockSize, _size - _offset);
        var read = _handle.ReadAt(_offset, new Span<byte>(_buffer, _end, most));
        _hash.Add(new ReadOnlySpan<byte>(_buffer, _end, read));
        _offset += read;
        _end += read;
        return read == most && _end >= count;
    }
}
