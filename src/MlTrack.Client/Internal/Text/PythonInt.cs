using System.Buffers.Text;

namespace MlTrack.Internal.Text;

/// <summary>What became of a text that should be an integer.</summary>
internal enum PythonIntStatus
{
    Ok,
    NotANumber,

    /// <summary>An integer for Python, whose integers have no bounds, but not a 64-bit one.</summary>
    OutOfRange,
}

/// <summary>
/// Integers as Python's <c>int(text)</c> reads them: optional sign, decimal digits of any script, single underscores between digits, white
/// space around. No fraction, no exponent, no other base. Independent of any culture.
/// </summary>
internal static class PythonInt
{
    /// <summary>The most bytes a 64-bit integer can need.</summary>
    internal const int MaxLength = 20;

    // Every number of so many digits fits.
    private const int SafeDigits = 18;

    /// <summary>Writes the value in decimal.</summary>
    internal static bool TryFormat(long value, Span<byte> utf8, out int written) => Utf8Formatter.TryFormat(value, utf8, out written);

    /// <summary>Reads an integer; false if it is none or does not fit into 64 bits (<see cref="Parse"/> tells which).</summary>
    internal static bool TryParse(ReadOnlySpan<byte> utf8, out long value) => Parse(utf8, out value) == PythonIntStatus.Ok;

    /// <summary>Reads an integer and says what was wrong with it.</summary>
    internal static PythonIntStatus Parse(ReadOnlySpan<byte> utf8, out long value) =>
        TryParsePlain(utf8, out value) ? PythonIntStatus.Ok : ParseSlowly(utf8, out value);

    // The common form: an optional minus and up to 18 ASCII digits.
    internal static bool TryParsePlain(ReadOnlySpan<byte> utf8, out long value)
    {
        var start = utf8.Length > 0 && utf8[0] == (byte)'-' ? 1 : 0;
        value = 0;
        if ((uint)(utf8.Length - start - 1) >= SafeDigits)
        {
            return false;
        }

        long result = 0;
        for (var i = start; i < utf8.Length; i++)
        {
            var digit = (uint)(utf8[i] - '0');
            if (digit > 9)
            {
                return false;
            }

            result = (result * 10) + digit;
        }

        value = start == 0 ? result : -result;
        return true;
    }

    private static PythonIntStatus ParseSlowly(ReadOnlySpan<byte> utf8, out long value)
    {
        value = 0;
        var text = PythonNumberText.HasNonAscii(utf8) ? PythonNumberText.ToAscii(utf8) : PythonNumberText.TrimAscii(utf8);
        var negative = text.Length > 0 && text[0] == (byte)'-';
        var position = negative || (text.Length > 0 && text[0] == (byte)'+') ? 1 : 0;
        if (position == text.Length)
        {
            return PythonIntStatus.NotANumber;
        }

        ulong magnitude = 0;
        var tooLarge = false;
        for (var first = position; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit > 9)
            {
                // An underscore has a digit on both sides, so it never is first, last or beside another.
                if (text[position] == (byte)'_' && position > first && position + 1 < text.Length && text[position - 1] != (byte)'_')
                {
                    continue;
                }

                return PythonIntStatus.NotANumber;
            }

            tooLarge |= magnitude > (ulong.MaxValue - digit) / 10;
            magnitude = unchecked((magnitude * 10) + digit);
        }

        var limit = negative ? 1UL << 63 : long.MaxValue;
        if (tooLarge || magnitude > limit)
        {
            return PythonIntStatus.OutOfRange;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return PythonIntStatus.Ok;
    }
}
