#if !NET
using System.Numerics;
#endif

namespace MlTrack.Internal.Text;

/// <summary>
/// The parts of an ASCII decimal number: sign, digits with an optional point, optional exponent. The value is
/// <c>Significand · 10^Exponent</c> as long as there are at most 19 digits.
/// </summary>
internal readonly struct DecimalText
{
    private const int SafeDigits = 19;

    private DecimalText(bool negative, ulong significand, int digits, int exponent)
    {
        Negative = negative;
        Significand = significand;
        Digits = digits;
        Exponent = exponent;
    }

    internal bool Negative { get; }

    /// <summary>The digits as one integer; wrapped round if there are more than 19.</summary>
    internal ulong Significand { get; }

    /// <summary>How many digits there are, without leading zeros.</summary>
    internal int Digits { get; }

    internal int Exponent { get; }

    internal static bool TryScan(ReadOnlySpan<byte> text, out DecimalText number)
    {
        number = default;
        var position = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == (byte)'-';
            position = 1;
        }

        ulong significand = 0;
        int digits = 0, point = -1, seen = 0;
        for (; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit <= 9)
            {
                seen++;
                significand = unchecked((significand * 10) + digit);
                digits += digits > 0 || digit != 0 ? 1 : 0;
            }
            else if (text[position] == (byte)'.' && point < 0)
            {
                point = seen;
            }
            else
            {
                break;
            }
        }

        if (seen == 0)
        {
            return false;
        }

        var exponent = point < 0 ? 0 : point - seen;
        if (position < text.Length && !TryAddExponent(text.Slice(position), ref exponent))
        {
            return false;
        }

        number = new DecimalText(negative, significand, digits, exponent);
        return true;
    }

    private static bool TryAddExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if ((text[0] | 0x20) != 'e')
        {
            return false;
        }

        var position = text.Length > 1 && text[1] is (byte)'-' or (byte)'+' ? 2 : 1;
        if (position >= text.Length)
        {
            return false;
        }

        var power = 0;
        var negative = text[1] == (byte)'-';
        for (; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit > 9)
            {
                return false;
            }

            // Beyond the bound every double is zero or infinite, unless the digits themselves are that many.
            power = Math.Min((power * 10) + (int)digit, int.MaxValue / 20);
        }

        exponent += negative ? -power : power;
        return true;
    }

#if !NET
    /// <summary>
    /// The nearest double, ties to even, by exact integers. (<c>double.Parse</c> of .NET Framework is not exact for all texts.)
    /// </summary>
    internal static double ToDouble(ReadOnlySpan<byte> text, in DecimalText number)
    {
        BigInteger significand = number.Significand;
        if (number.Digits > SafeDigits)
        {
            significand = ReadDigits(text);
        }

        var magnitude = significand.IsZero ? 0 : Round(significand, number.Digits, number.Exponent);
        return number.Negative ? -magnitude : magnitude;
    }

    private static BigInteger ReadDigits(ReadOnlySpan<byte> text)
    {
        // In chunks of 18 digits, so that a long number is not multiplied digit by digit.
        var result = BigInteger.Zero;
        long chunk = 0, scale = 1;
        foreach (var value in text)
        {
            if ((value | 0x20) == 'e')
            {
                break;
            }

            if (!PythonNumberText.IsDigit(value))
            {
                continue;
            }

            chunk = (chunk * 10) + (value - '0');
            scale *= 10;
            if (scale == 1_000_000_000_000_000_000)
            {
                result = (result * scale) + chunk;
                chunk = 0;
                scale = 1;
            }
        }

        return (result * scale) + chunk;
    }

    private static double Round(BigInteger significand, int digits, int exponent)
    {
        var first = (long)digits + exponent;
        if (first > 310)
        {
            return double.PositiveInfinity;
        }

        if (first < -330)
        {
            return 0;
        }

        var numerator = exponent > 0 ? significand * BigInteger.Pow(10, exponent) : significand;
        var denominator = exponent < 0 ? BigInteger.Pow(10, -exponent) : BigInteger.One;

        // Scale the quotient to 54 or 55 bits, or fewer where the result is subnormal, then round by hand.
        var scale = BitLength(numerator) - BitLength(denominator) - 54;
        scale = Math.Max(scale, -1075);
        var quotient = scale < 0
            ? BigInteger.DivRem(numerator << -scale, denominator, out var remainder)
            : BigInteger.DivRem(numerator, denominator << scale, out remainder);
        var bits = (ulong)quotient;
        var sticky = remainder.IsZero ? 0UL : 1UL;
        while (bits >= 1UL << 54)
        {
            sticky |= bits & 1;
            bits >>= 1;
            scale++;
        }

        var roundUp = (bits & 1) != 0 && (sticky != 0 || (bits & 2) != 0);
        bits = (bits >> 1) + (roundUp ? 1UL : 0UL);
        return Assemble(bits, scale + 1);
    }

    private static double Assemble(ulong significand, int exponent)
    {
        if (significand == 1UL << 53)
        {
            significand >>= 1;
            exponent++;
        }

        if (significand < 1UL << 52)
        {
            return BitConverter.Int64BitsToDouble((long)significand);
        }

        return exponent > 971
            ? double.PositiveInfinity
            : BitConverter.Int64BitsToDouble((long)(((ulong)(exponent + 1075) << 52) | (significand & ((1UL << 52) - 1))));
    }

    private static int BitLength(BigInteger value)
    {
        var bytes = value.ToByteArray();
        var top = bytes[bytes.Length - 1];
        var bits = (bytes.Length - 1) * 8;
        for (; top != 0; top >>= 1)
        {
            bits++;
        }

        return bits;
    }
#endif
}
