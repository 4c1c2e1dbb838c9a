using System.Buffers.Binary;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>A checksum of 64 bits over bytes, in four lanes of words of eight, which a processor works on at once; it finds damage, not malice.</summary>
internal struct SnapshotHash
{
    /// <summary>All pieces but the last have a multiple of this length.</summary>
    internal const int BlockSize = 4 * WordSize;

    internal const int WordSize = 8;

    private const ulong Start = 0xCBF29CE484222325;
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private ulong _length;

    internal readonly ulong Value => Mix(Mix(Mix(Mix(Mix(Start, _a), _b), _c), _d), _length);

    /// <summary>Gives the checksum of some bytes.</summary>
    internal static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = default(SnapshotHash);
        hash.Add(bytes);
        return hash.Value;
    }

    /// <summary>Takes more bytes in. Only the last piece may have a length that is no multiple of <see cref="BlockSize"/>.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        ulong a = _a, b = _b, c = _c, d = _d;
        _length += (ulong)bytes.Length;
        while (bytes.Length >= BlockSize)
        {
            a = Mix(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = Mix(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(WordSize)));
            c = Mix(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(2 * WordSize)));
            d = Mix(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(3 * WordSize)));
            bytes = bytes.Slice(BlockSize);
        }

        foreach (var value in bytes)
        {
            a = Mix(a, value);
        }

        _a = a;
        _b = b;
        _c = c;
        _d = d;
    }

    // One to one in each argument, so that no single change is lost.
    private static ulong Mix(ulong state, ulong word)
    {
        unchecked
        {
            state = (state ^ word) * Factor;
            return state ^ (state >> 29);
        }
    }
}
