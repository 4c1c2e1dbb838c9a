namespace MlTrack.Internal.Text;

/// <summary>
/// Cuts the bytes of a metric file into lines where MLflow does: at <c>\n</c>, <c>\r</c>, <c>\r\n</c>, and also at the line and page
/// separators of Unicode (<c>\v \f \x1c \x1d \x1e</c>, U+0085, U+2028, U+2029).
/// </summary>
internal static class MetricLineSplitter
{
    /// <summary>Takes the next line off the front of <paramref name="rest"/>; false at the end.</summary>
    /// <param name="rest">What is still to be read.</param>
    /// <param name="line">The line without its break.</param>
    /// <param name="breakLength">The bytes of the break; 0 for a last line that has none (maybe torn).</param>
    internal static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line, out int breakLength)
    {
        breakLength = 0;
        if (rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = rest.IndexOf((byte)'\n');
        var window = end < 0 ? rest : rest.Slice(0, end);
        var odd = IndexOfOddBreak(window, out var oddLength);
        if (odd >= 0)
        {
            // "\r\n" is one break.
            breakLength = window[odd] == (byte)'\r' && odd + 1 == window.Length && end >= 0 ? 2 : oddLength;
            line = rest.Slice(0, odd);
        }
        else
        {
            breakLength = end < 0 ? 0 : 1;
            line = window;
        }

        rest = rest.Slice(line.Length + breakLength);
        return true;
    }

    private static int IndexOfOddBreak(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 1;
        var start = 0;
#if NET
        start = bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7f);
        if (start < 0)
        {
            return -1;
        }
#endif
        for (var i = start; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value is >= 0x20 and < 0xc2)
            {
                continue;
            }

            if (value is 0x0b or 0x0c or 0x0d or 0x1c or 0x1d or 0x1e)
            {
                return i;
            }

            if (value == 0xc2 && i + 1 < bytes.Length && bytes[i + 1] == 0x85)
            {
                length = 2;
                return i;
            }

            if (value == 0xe2 && i + 2 < bytes.Length && bytes[i + 1] == 0x80 && bytes[i + 2] is 0xa8 or 0xa9)
            {
                length = 3;
                return i;
            }
        }

        return -1;
    }
}
