using System.Buffers.Binary;
using System.Text;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Writes the file of a snapshot. All numbers are little-endian, all texts UTF-8 behind their length in four bytes:
/// <code>
///  0 MLTRKIDX   8 version 4, length of the header 4   16 length of the body   24 checksum of the body
/// 32 number of keys 4, number of experiments 4   40 number of the root folder on its disk   48 checksum of the 48 bytes before   56 zeros
/// 64 the root's path, the keys; of each experiment its folder, the number of its runs, and of each run its id and its row, behind its length
/// </code>
/// </summary>
/// <remarks>Streams, so that memory does not grow with the number of runs. Not thread-safe.</remarks>
internal sealed class SnapshotWriter
{
    internal const ulong Magic = 0x5844494B52544C4D; // MLTRKIDX
    internal const int Version = 2;
    internal const int HeaderSize = 64;
    internal const int SignedSize = 48;

    private const int BlockSize = 64 * 1024;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[BlockSize];
    private SnapshotHash _hash;
    private long _written;
    private int _used;

    private SnapshotWriter(Stream stream) => _stream = stream;

    /// <summary>Writes a whole snapshot. The header comes last, so that a file that was not finished is none.</summary>
    /// <param name="stream">An empty file that can seek; stays open.</param>
    /// <param name="version">For tests.</param>
    internal static void Write(
        Stream stream, string root, ulong inode, IReadOnlyList<string> keys, IReadOnlyCollection<KeyValuePair<string, List<KeyValuePair<string, RunRow>>>> experiments, int version = Version)
    {
        stream.Write(new byte[HeaderSize], 0, HeaderSize);
        var writer = new SnapshotWriter(stream);
        writer.Text(root);
        foreach (var key in keys)
        {
            writer.Text(key);
        }

        foreach (var experiment in experiments)
        {
            writer.Text(experiment.Key);
            writer.Int32(experiment.Value.Count);
            foreach (var run in experiment.Value)
            {
                writer.Text(run.Key);

                // A part alone would make the next process believe that there is no more.
                var row = run.Value.Whole is { } stored ? stored.TryRead() ?? run.Value : run.Value;
                writer.Int32(row.Length);
                writer.Bytes(row.Bytes);
            }
        }

        writer.Flush();
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), writer._written);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), writer._hash.Value);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(32), keys.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(36), experiments.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(40), inode);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(SignedSize), SnapshotHash.Of(header.AsSpan(0, SignedSize)));
        stream.Position = 0;
        stream.Write(header, 0, HeaderSize);
        stream.Flush();
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Int32(bytes.Length);
        Bytes(bytes);
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Bytes(bytes);
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, BlockSize - _used);
            bytes.Slice(0, count).CopyTo(_block.AsSpan(_used));
            bytes = bytes.Slice(count);
            _used += count;
            if (_used == BlockSize)
            {
                Flush();
            }
        }
    }

    private void Flush()
    {
        _hash.Add(_block.AsSpan(0, _used));
        _stream.Write(_block, 0, _used);
        _written += _used;
        _used = 0;
    }
}
