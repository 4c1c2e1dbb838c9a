using System.Buffers.Binary;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Reads what <see cref="SnapshotWriter"/> wrote. Everything is checked before anything is used: a file that is cut, damaged, of another version or of another root gives
/// nothing, and no content whatever makes a row that could be read beyond its end.
/// </summary>
internal ref struct SnapshotReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at;

    private SnapshotReader(byte[] bytes, int length)
    {
        _bytes = bytes;
        _end = length;
        _at = SnapshotWriter.HeaderSize;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <param name="bytes">The file; the rows point into it, so it must not change afterwards.</param>
    /// <param name="length">How much of it is the file.</param>
    /// <param name="root">The root's path, links resolved.</param>
    /// <param name="inode">The root's number on its disk.</param>
    /// <returns>Null when it is none.</returns>
    internal static Snapshot? Read(byte[] bytes, int length, string root, ulong inode)
    {
        if (!HasGoodHeader(bytes, length, inode))
        {
            return null;
        }

        var hash = default(SnapshotHash);
        hash.Add(new ReadOnlySpan<byte>(bytes, SnapshotWriter.HeaderSize, length - SnapshotWriter.HeaderSize));
        if (hash.Value != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(24)))
        {
            return null;
        }

        var keyCount = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(32));
        var experimentCount = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(36));
        return new SnapshotReader(bytes, length).Read(root, keyCount, experimentCount);
    }

    private static bool HasGoodHeader(byte[] bytes, int length, ulong inode)
    {
        if (length < SnapshotWriter.HeaderSize)
        {
            return false;
        }

        var hash = default(SnapshotHash);
        hash.Add(bytes.AsSpan(0, SnapshotWriter.SignedSize));

        // Everything counts, the unused bytes too, so that one changed bit anywhere makes it another file.
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) == SnapshotWriter.Magic &&
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) == SnapshotWriter.Version &&
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)) == SnapshotWriter.HeaderSize &&
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)) == length - SnapshotWriter.HeaderSize &&
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)) == inode &&
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SnapshotWriter.SignedSize)) == hash.Value &&
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SnapshotWriter.SignedSize + SnapshotHash.WordSize)) == 0;
    }

    private Snapshot? Read(string root, int keyCount, int experimentCount)
    {
        if (!TryText(out var written) || written != root || keyCount < 0 || experimentCount < 0)
        {
            return null;
        }

        var keys = new List<string>();
        for (var i = 0; i < keyCount; i++)
        {
            if (!TryText(out var key))
            {
                return null;
            }

            keys.Add(key);
        }

        var experiments = new Dictionary<string, Dictionary<string, RunRow>>(StringComparer.Ordinal);
        for (var i = 0; i < experimentCount; i++)
        {
            if (!TryText(out var folder) || !TryInt32(out var count) || TryRuns(count, keyCount) is not { } runs)
            {
                return null;
            }

            experiments[folder] = runs;
        }

        return _at == _end ? new Snapshot(keys, experiments) : null;
    }

    private Dictionary<string, RunRow>? TryRuns(int count, int keyCount)
    {
        // Not by the count: it is only believed as far as the runs are there.
        var runs = new Dictionary<string, RunRow>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (!TryText(out var id) || !TryInt32(out var length) || length < 0 || length > _end - _at)
            {
                return null;
            }

            var row = new RunRow(_bytes, _at, length);
            _at += length;
            if (!row.IsSound(keyCount))
            {
                return null;
            }

            runs[id] = row;
        }

        return runs;
    }

    private bool TryText(out string text)
    {
        text = "";
        if (!TryInt32(out var length) || length < 0 || length > _end - _at)
        {
            return false;
        }

        text = RowText.Encoding.GetString(_bytes, _at, length);
        _at += length;
        return true;
    }

    private bool TryInt32(out int value)
    {
        value = 0;
        if (_end - _at < 4)
        {
            return false;
        }

        value = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_at));
        _at += 4;
        return true;
    }
}
