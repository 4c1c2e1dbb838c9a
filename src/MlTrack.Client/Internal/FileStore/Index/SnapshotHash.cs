using System.Buffers.Binary;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>A checksum of 64 bits over bytes in words of eight; it finds damage, not malice.</summary>
internal struct SnapshotHash
{
    internal const int WordSize = 8;

    private const ulong Start = 0xCBF29CE484222325;
    private ulong _state;
    private bool _isStarted;

    internal readonly ulong Value => _isStarted ? _state : Start;

    /// <summary>Takes more bytes in. Only the last piece may have a length that is no multiple of eight.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var state = Value;
        _isStarted = true;
        unchecked
        {
            while (bytes.Length >= WordSize)
            {
                state = (state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 0x9E3779B97F4A7C15;
                state ^= state >> 29;
                bytes = bytes.Slice(WordSize);
            }

            foreach (var value in bytes)
            {
                state = (state ^ value) * 0x9E3779B97F4A7C15;
                state ^= state >> 29;
            }
        }

        _state = state;
    }
}
