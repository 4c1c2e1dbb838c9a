using System.Buffers.Text;
using System.Text;

namespace MlTrack.Internal.Text;

/// <summary>
/// Doubles as Python writes and reads them: <c>str(float)</c> and <c>float(text)</c>. Independent of any culture.
/// </summary>
/// <remarks>
/// Written are the shortest digits that read back as the same bits; in fixed notation, always with a fraction, if the decimal exponent of the
/// first digit is at least -4 and below 16 (<c>1.0</c>, <c>0.0001</c>), else as <c>1e-05</c>, <c>1.5e+16</c>. Special values are <c>nan</c>,
/// <c>inf</c>, <c>-inf</c>, <c>-0.0</c>.
/// </remarks>
internal static partial class PythonFloat
{
    /// <summary>The most bytes a double can need.</summary>
    internal const int MaxLength = 32;

    private const int MaxDigits = 17;
    private const ulong SignBit = 1UL << 63;
    private const double LargestPlainInteger = 1e15;

    /// <summary>Writes the value as UTF-8; allocates nothing.</summary>
    /// <returns>False, with nothing written, if the destination is too small.</returns>
    internal static bool TryFormat(double value, Span<byte> utf8, out int written)
    {
        if (utf8.Length >= MaxLength)
        {
            written = FormatUnchecked(value, utf8);
            return true;
        }

        Span<byte> roomy = stackalloc byte[MaxLength];
        written = FormatUnchecked(value, roomy);
        if (roomy.Slice(0, written).TryCopyTo(utf8))
        {
            return true;
        }

        written = 0;
        return false;
    }

    /// <summary>Gives the value as text.</summary>
    internal static string Format(double value)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        var written = FormatUnchecked(value, utf8);
        return Encoding.ASCII.GetString(utf8.Slice(0, written));
    }

    private static int FormatUnchecked(double value, Span<byte> utf8)
    {
        var bits = (ulong)BitConverter.DoubleToInt64Bits(value);
        var position = 0;
        if (double.IsNaN(value))
        {
            "nan"u8.CopyTo(utf8);
            return 3;
        }

        if ((bits & SignBit) != 0)
        {
            utf8[position++] = (byte)'-';
            bits &= ~SignBit;
            value = -value;
        }

        // Counts, epochs and whole numbers in general need no search for digits.
        if (value < LargestPlainInteger && value == (long)value)
        {
            Utf8Formatter.TryFormat((long)value, utf8.Slice(position), out var length);
            position += length;
            ".0"u8.CopyTo(utf8.Slice(position));
            return position + 2;
        }

        if (double.IsInfinity(value))
        {
            "inf"u8.CopyTo(utf8.Slice(position));
            return position + 3;
        }

        var significand = ShortestDecimal.Find(bits, out var exponent);
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(significand, digits, out var count);
        digits = digits.Slice(0, count);

        var first = exponent + count - 1;
        return position + (first is >= -4 and < 16
            ? LayOutFixed(digits, first, utf8.Slice(position))
            : LayOutScientific(digits, first, utf8.Slice(position)));
    }

    private static int LayOutFixed(ReadOnlySpan<byte> digits, int first, Span<byte> utf8)
    {
        if (first < 0)
        {
            "0.000"u8.CopyTo(utf8);
            var start = 1 - first;
            digits.CopyTo(utf8.Slice(start));
            return start + digits.Length;
        }

        var whole = first + 1;
        if (digits.Length > whole)
        {
            digits.Slice(0, whole).CopyTo(utf8);
            utf8[whole] = (byte)'.';
            digits.Slice(whole).CopyTo(utf8.Slice(whole + 1));
            return digits.Length + 1;
        }

        digits.CopyTo(utf8);
        utf8.Slice(digits.Length, whole - digits.Length).Fill((byte)'0');
        ".0"u8.CopyTo(utf8.Slice(whole));
        return whole + 2;
    }

    private static int LayOutScientific(ReadOnlySpan<byte> digits, int first, Span<byte> utf8)
    {
        var position = 0;
        utf8[position++] = digits[0];
        if (digits.Length > 1)
        {
            utf8[position++] = (byte)'.';
            digits.Slice(1).CopyTo(utf8.Slice(position));
            position += digits.Length - 1;
        }

        utf8[position++] = (byte)'e';
        utf8[position++] = first < 0 ? (byte)'-' : (byte)'+';
        var magnitude = Math.Abs(first);
        if (magnitude < 10)
        {
            utf8[position++] = (byte)'0';
        }

        Utf8Formatter.TryFormat(magnitude, utf8.Slice(position), out var length);
        return position + length;
    }
}
