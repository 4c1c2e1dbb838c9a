using System.Numerics;
using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Yaml;

/// <content>The values of numbers.</content>
internal static partial class YamlTypes
{
    /// <summary>The value of an integer in any of its forms; false if it does not fit into 64 bits or has no digits.</summary>
    internal static bool TryGetInt64(string text, out long value)
    {
        value = 0;
        var clean = text.Replace("_", string.Empty);
        if (clean.Length == 0)
        {
            return false;
        }

        var negative = clean[0] == '-';
        var digits = clean[0] is '-' or '+' ? clean.Substring(1) : clean;
        if (!TryGetMagnitude(digits, out var magnitude) || magnitude > long.MaxValue + (negative ? BigInteger.One : BigInteger.Zero))
        {
            return false;
        }

        value = (long)(negative ? -magnitude : magnitude);
        return true;
    }

    /// <summary>The value of a float or an integer; too large gives infinity.</summary>
    internal static bool TryGetDouble(string text, out double value)
    {
        value = 0;
        var clean = text.Replace("_", string.Empty);
        var negative = clean.Length > 0 && clean[0] == '-';
        var rest = clean.Length > 0 && clean[0] is '-' or '+' ? clean.Substring(1) : clean;
        if (rest.Equals(".inf", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (rest.Equals(".nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (rest.IndexOf(':') >= 0)
        {
            foreach (var part in rest.Split(':'))
            {
                if (!PythonFloat.TryParse(Encoding.UTF8.GetBytes(part), out var digit))
                {
                    return false;
                }

                value = (value * 60) + digit;
            }

            value = negative ? -value : value;
            return true;
        }

        return PythonFloat.TryParse(Encoding.UTF8.GetBytes(clean), out value);
    }

    private static bool TryGetMagnitude(string digits, out BigInteger magnitude)
    {
        magnitude = BigInteger.Zero;
        if (digits.IndexOf(':') >= 0)
        {
            foreach (var part in digits.Split(':'))
            {
                if (!TryRead(part, 0, 10, out var digit))
                {
                    return false;
                }

                magnitude = (magnitude * 60) + digit;
            }

            return true;
        }

        if (digits.StartsWith("0b", StringComparison.Ordinal))
        {
            return TryRead(digits, 2, 2, out magnitude);
        }

        if (digits.StartsWith("0x", StringComparison.Ordinal))
        {
            return TryRead(digits, 2, 16, out magnitude);
        }

        return TryRead(digits, 0, digits.Length > 1 && digits[0] == '0' ? 8 : 10, out magnitude);
    }

    private static bool TryRead(string digits, int start, int radix, out BigInteger magnitude)
    {
        magnitude = BigInteger.Zero;
        var limit = BigInteger.One << 64;
        for (var i = start; i < digits.Length && magnitude < limit; i++)
        {
            var digit = digits[i] switch
            {
                >= '0' and <= '9' => digits[i] - '0',
                >= 'a' and <= 'f' => digits[i] - 'a' + 10,
                >= 'A' and <= 'F' => digits[i] - 'A' + 10,
                _ => int.MaxValue,
            };
            if (digit >= radix)
            {
                return false;
            }

            magnitude = (magnitude * radix) + digit;
        }

        return digits.Length > start;
    }
}
