using System.Globalization;
using System.Text;

namespace MlTrack.Internal.Text;

/// <summary>
/// What Python does to text before it reads a number from it: white space at both ends goes, and every Unicode decimal digit becomes its
/// ASCII twin (<c>int("٣") == 3</c>).
/// </summary>
internal static class PythonNumberText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>White space of Python's <c>str.strip</c> that is one ASCII byte.</summary>
    internal static bool IsAsciiSpace(byte value) => value is 32 or (>= 9 and <= 13) or (>= 28 and <= 31);

    /// <summary>White space of Python's <c>str.strip</c>.</summary>
    internal static bool IsSpace(char value) => value switch
    {
        <= '\x7f' => IsAsciiSpace((byte)value),
        '\x85' or '\xa0' or '\u1680' or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000' => true,
        >= '\u2000' and <= '\u200a' => true,
        _ => false,
    };

    /// <summary>Cuts ASCII white space off both ends.</summary>
    internal static ReadOnlySpan<byte> TrimAscii(ReadOnlySpan<byte> utf8)
    {
        var start = 0;
        var end = utf8.Length;
        while (start < end && IsAsciiSpace(utf8[start]))
        {
            start++;
        }

        while (end > start && IsAsciiSpace(utf8[end - 1]))
        {
            end--;
        }

        return utf8.Slice(start, end - start);
    }

    /// <summary>True if any byte is not ASCII, so that <see cref="ToAscii"/> must be asked.</summary>
    internal static bool HasNonAscii(ReadOnlySpan<byte> utf8)
    {
        foreach (var value in utf8)
        {
            if (value > 0x7f)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives the trimmed text with ASCII digits; null if it is not UTF-8 or holds something that no number can hold.</summary>
    internal static byte[]? ToAscii(ReadOnlySpan<byte> utf8)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        var ascii = new byte[end - start];
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (text[i] <= '\x7f')
            {
                ascii[count++] = (byte)text[i];
                continue;
            }

            var digit = CharUnicodeInfo.GetDecimalDigitValue(text, i);
            if (digit < 0)
            {
                return null;
            }

            ascii[count++] = (byte)('0' + digit);
            i += char.IsHighSurrogate(text[i]) ? 1 : 0;
        }

        return ascii.AsSpan(0, count).ToArray();
    }

    /// <summary>
    /// Copies the text without its underscores, which Python takes only between two digits.
    /// </summary>
    /// <returns>The number of bytes copied, or -1 if an underscore stands elsewhere.</returns>
    internal static int RemoveUnderscores(ReadOnlySpan<byte> ascii, Span<byte> destination)
    {
        var count = 0;
        for (var i = 0; i < ascii.Length; i++)
        {
            if (ascii[i] != (byte)'_')
            {
                destination[count++] = ascii[i];
            }
            else if (i == 0 || i + 1 == ascii.Length || !IsDigit(ascii[i - 1]) || !IsDigit(ascii[i + 1]))
            {
                return -1;
            }
        }

        return count;
    }

    internal static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}
