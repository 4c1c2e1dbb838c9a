using System.Runtime.InteropServices;
using System.Text;

namespace MlTrack.Internal.Data;

/// <summary>Hashes single values as pandas does (<c>hash_array</c>), on which MLflow's digests of data sets rest.</summary>
internal static class ValueHash
{
    private const ulong CanonicalDoubleNaN = 0x7ff8000000000000;
    private const ulong CanonicalSingleNaN = 0x7fc00000;

    // The halves of pandas' fixed key "0123456789123456".
    private const ulong Key0 = 0x3736353433323130;
    private const ulong Key1 = 0x3635343332313938;

    internal static ulong OfBits(ulong bits)
    {
        bits ^= bits >> 30;
        bits *= 0xbf58476d1ce4e5b9;
        bits ^= bits >> 27;
        bits *= 0x94d049bb133111eb;
        return bits ^ (bits >> 31);
    }

    internal static ulong OfDouble(double value) => OfBits(
        double.IsNaN(value) ? CanonicalDoubleNaN : value == 0 ? 0 : (ulong)BitConverter.DoubleToInt64Bits(value));

    internal static ulong OfSingle(float value) => OfBits(float.IsNaN(value) ? CanonicalSingleNaN : value == 0 ? 0 : BitsOf(value));

    internal static ulong OfText(string text) => OfBits(SipHash(Encoding.UTF8.GetBytes(text)));

    private static uint BitsOf(float value)
    {
        Span<float> single = [value];
        return MemoryMarshal.Cast<float, uint>(single)[0];
    }

    // SipHash-2-4.
    private static ulong SipHash(ReadOnlySpan<byte> bytes)
    {
        var v0 = Key0 ^ 0x736f6d6570736575;
        var v1 = Key1 ^ 0x646f72616e646f6d;
        var v2 = Key0 ^ 0x6c7967656e657261;
        var v3 = Key1 ^ 0x7465646279746573;
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes.Slice(8))
        {
            Absorb(LittleEndian(bytes.Slice(0, 8)), ref v0, ref v1, ref v2, ref v3);
        }

        Absorb(last | LittleEndian(bytes), ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static ulong LittleEndian(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = Rotate(v1, 13) ^ v0;
        v0 = Rotate(v0, 32);
        v2 += v3;
        v3 = Rotate(v3, 16) ^ v2;
        v0 += v3;
        v3 = Rotate(v3, 21) ^ v0;
        v2 += v1;
        v1 = Rotate(v1, 17) ^ v2;
        v2 = Rotate(v2, 32);
    }

    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
