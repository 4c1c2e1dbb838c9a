using System.Numerics;

namespace MlTrack.Internal.Text;

/// <summary>
/// The powers of ten as 128-bit significands: <c>10^k ≈ g · 2^r</c> with <c>2^127 ≤ g &lt; 2^128</c>, rounded up where not exact.
/// </summary>
/// <remarks>
/// Computed once with exact integers (well under a millisecond or two) instead of being kept as 617 lines of constants that nobody can check.
/// </remarks>
internal static class PowersOfTen
{
    internal const int MinExponent = -292;
    internal const int MaxExponent = 324;

    private static readonly ulong[] Significands = Compute();

    /// <summary>Gives the two halves of the significand of <c>10^exponent</c>.</summary>
    internal static void Get(int exponent, out ulong high, out ulong low)
    {
        var index = (exponent - MinExponent) * 2;
        high = Significands[index];
        low = Significands[index + 1];
    }

    /// <summary>The binary exponent of a power of ten: <c>floor(log2(10^exponent))</c>, exact for all exponents of a double.</summary>
    internal static int FloorLog2(int exponent) => (exponent * 1741647) >> 19;

    private static ulong[] Compute()
    {
        var table = new ulong[(MaxExponent - MinExponent + 1) * 2];
        var power = BigInteger.One;
        for (var k = 0; k <= MaxExponent; k++, power *= 10)
        {
            var shift = 127 - FloorLog2(k);
            Store(table, k, shift >= 0 ? power << shift : ShiftUp(power, -shift));
        }

        power = 10;
        for (var k = -1; k >= MinExponent; k--, power *= 10)
        {
            // 10^k never is a sum of powers of two, so "plus one" rounds up.
            Store(table, k, (BigInteger.One << (127 - FloorLog2(k))) / power + 1);
        }

        return table;
    }

    private static BigInteger ShiftUp(BigInteger value, int bits)
    {
        var shifted = value >> bits;
        return shifted << bits == value ? shifted : shifted + 1;
    }

    private static void Store(ulong[] table, int exponent, BigInteger significand)
    {
        var index = (exponent - MinExponent) * 2;
        table[index] = (ulong)(significand >> 64);
        table[index + 1] = (ulong)(significand & ulong.MaxValue);
    }
}
