#if NET
using System.Globalization;
#endif

namespace MlTrack.Internal.Text;

/// <content>Reading.</content>
internal static partial class PythonFloat
{
    private const int ExactPowers = 22;
    private const ulong ExactIntegers = 1UL << 53;
    private const int SafeDigits = 19;
    private const int StackLimit = 256;

    // 10^0 … 10^22 are exact doubles; so one multiplication or division by them rounds once, correctly.
    private static readonly double[] ExactPowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Reads a number as Python's <c>float(text)</c> does: optional sign, digits of any script with an optional point and exponent, single
    /// underscores between digits, or <c>nan</c>, <c>inf</c>, <c>infinity</c> in any case; white space around. Too large gives infinity.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> utf8, out double value) =>
        TryParsePlain(utf8, out value) || TryParseSlowly(utf8, out value);

    // Digits with an optional point and exponent, few enough to be exact by one operation.
    private static bool TryParsePlain(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        if (!DecimalText.TryScan(utf8, out var number) || number.Digits > SafeDigits)
        {
            return false;
        }

        if (number.Significand > ExactIntegers || number.Exponent is < -ExactPowers or > ExactPowers)
        {
            return false;
        }

        var magnitude = (double)number.Significand;
        magnitude = number.Exponent < 0 ? magnitude / ExactPowersOfTen[-number.Exponent] : magnitude * ExactPowersOfTen[number.Exponent];
        value = number.Negative ? -magnitude : magnitude;
        return true;
    }

    private static bool TryParseSlowly(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        var text = PythonNumberText.HasNonAscii(utf8) ? PythonNumberText.ToAscii(utf8) : PythonNumberText.TrimAscii(utf8);
        if (text.IndexOf((byte)'_') >= 0)
        {
            var buffer = text.Length <= StackLimit ? stackalloc byte[StackLimit] : new byte[text.Length];
            var count = PythonNumberText.RemoveUnderscores(text, buffer);
            return count >= 0 && TryParseClean(buffer.Slice(0, count), out value);
        }

        return TryParseClean(text, out value);
    }

    private static bool TryParseClean(ReadOnlySpan<byte> ascii, out double value)
    {
        if (DecimalText.TryScan(ascii, out var number))
        {
#if NET
            return double.TryParse(ascii, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
#else
            value = DecimalText.ToDouble(ascii, number);
            return true;
#endif
        }

        var negative = ascii.Length > 0 && ascii[0] == (byte)'-';
        var word = negative || (ascii.Length > 0 && ascii[0] == (byte)'+') ? ascii.Slice(1) : ascii;
        if (IsWord(word, "inf"u8) || IsWord(word, "infinity"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = double.NaN;
        return IsWord(word, "nan"u8);
    }

    private static bool IsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCaseWord)
    {
        if (text.Length != lowerCaseWord.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] | 0x20) != lowerCaseWord[i])
            {
                return false;
            }
        }

        return true;
    }
}
