namespace MlTrack.Internal.Text;

/// <summary>
/// Finds the decimal number with the fewest digits that reads back as a given double and, among those, the one nearest to it: the
/// digits of Python's <c>repr</c>.
/// </summary>
/// <remarks>
/// The method is Raffaello Giulietti's "Schubfach": the ends of the rounding interval are scaled by one 128-bit power of ten and compared
/// as integers. It is used on both targets, because the framework's own conversion is not the shortest on .NET Framework.
/// </remarks>
internal static class ShortestDecimal
{
    private const int FractionBits = 52;
    private const ulong HiddenBit = 1UL << FractionBits;
    private const int ExponentBias = 1023 + FractionBits;

    /// <summary>Gives <c>digits · 10^exponent</c> for the finite, non-zero magnitude with these IEEE 754 bits; digits do not end in 0.</summary>
    internal static ulong Find(ulong magnitudeBits, out int exponent)
    {
        var fraction = magnitudeBits & (HiddenBit - 1);
        var biased = (int)(magnitudeBits >> FractionBits);

        ulong significand;
        int binaryExponent;
        if (biased != 0)
        {
            significand = HiddenBit | fraction;
            binaryExponent = biased - ExponentBias;
        }
        else
        {
            significand = fraction;
            binaryExponent = 1 - ExponentBias;
        }

        // The lower neighbour of a power of two is only half as far away as the upper one.
        var lowerIsCloser = fraction == 0 && biased > 1;
        var digits = Shorten(significand, binaryExponent, lowerIsCloser, out exponent);
        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return digits;
    }

    private static ulong Shorten(ulong significand, int binaryExponent, bool lowerIsCloser, out int exponent)
    {
        // floor(log10(2^q)), or floor(log10(3/4 · 2^q)) at a power of two.
        exponent = ((binaryExponent * 1262611) - (lowerIsCloser ? 524031 : 0)) >> 22;
        var shift = binaryExponent + PowersOfTen.FloorLog2(-exponent) + 1;
        PowersOfTen.Get(-exponent, out var high, out var low);

        var scaledLower = RoundToOdd(high, low, ((4 * significand) - 2 + (lowerIsCloser ? 1UL : 0UL)) << shift);
        var scaled = RoundToOdd(high, low, (4 * significand) << shift);
        var scaledUpper = RoundToOdd(high, low, ((4 * significand) + 2) << shift);

        // The ends themselves read back as this double only if its significand is even (ties go to even).
        var exclusive = significand & 1;
        var lower = scaledLower + exclusive;
        var upper = scaledUpper - exclusive;

        var floor = scaled / 4;
        if (floor >= 10)
        {
            var tens = floor / 10;
            var downFits = lower <= 40 * tens;
            var upFits = (40 * tens) + 40 <= upper;
            if (downFits != upFits)
            {
                exponent++;
                return upFits ? tens + 1 : tens;
            }
        }

        var floorFits = lower <= 4 * floor;
        var ceilingFits = (4 * floor) + 4 <= upper;
        if (floorFits != ceilingFits)
        {
            return ceilingFits ? floor + 1 : floor;
        }

        var middle = (4 * floor) + 2;
        var roundUp = scaled > middle || (scaled == middle && (floor & 1) != 0);
        return roundUp ? floor + 1 : floor;
    }

    // The upper 64 bits of the 192-bit product; its last bit is set if anything below was not zero.
    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        var lowProduct = MultiplyHigh(low, factor, out _);
        var result = MultiplyHigh(high, factor, out var middle);
        middle += lowProduct;
        if (middle < lowProduct)
        {
            result++;
        }

        return middle > 1 ? result | 1 : result;
    }

    private static ulong MultiplyHigh(ulong left, ulong right, out ulong low)
    {
#if NET
        return Math.BigMul(left, right, out low);
#else
        ulong leftLow = (uint)left, leftHigh = left >> 32, rightLow = (uint)right, rightHigh = right >> 32;
        var lowLow = leftLow * rightLow;
        var cross = (leftHigh * rightLow) + (lowLow >> 32);
        var carry = (leftLow * rightHigh) + (uint)cross;
        low = (carry << 32) | (uint)lowLow;
        return (leftHigh * rightHigh) + (cross >> 32) + (carry >> 32);
#endif
    }
}
