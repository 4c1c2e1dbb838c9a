using System.Globalization;
using System.Text;

namespace MlTrack.Internal.Text;

/// <summary>
/// Turns one segment of a name into a file name that Windows can hold, and back: offending characters become <c>%</c> and two hex digits.
/// </summary>
/// <remarks>
/// Escaped on Windows only: <c>: * ? " &lt; &gt; | \</c> and control characters; a blank or period at the end; the first letter of a device
/// name (<c>CON</c>, <c>PRN</c>, <c>AUX</c>, <c>NUL</c>, <c>COM0–9</c>, <c>LPT0–9</c>, superscript digits too, also before an extension); and a <c>%</c> that would
/// otherwise read as such an escape. Reading takes both forms: only a name that this class would have written is decoded, every
/// other is taken literally, so that names written by MLflow stay what they are.
/// </remarks>
internal static class FileNameEscape
{
    /// <summary>Gives the file name for a segment; the segment itself where nothing offends, and always on other systems.</summary>
    internal static string ToFileName(string segment, bool windows)
    {
        if (!windows || segment.Length == 0)
        {
            return segment;
        }

        StringBuilder? escaped = null;
        var device = IsDeviceName(segment);
        for (var i = 0; i < segment.Length; i++)
        {
            var offends = (i == 0 && device) || IsForbidden(segment[i]) || ReadsAsEscape(segment, i) ||
                          (i == segment.Length - 1 && segment[i] is '.' or ' ');
            if (!offends)
            {
                escaped?.Append(segment[i]);
                continue;
            }

            escaped ??= new StringBuilder(segment.Length + 8).Append(segment, 0, i);
            escaped.Append('%').Append(((int)segment[i]).ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped?.ToString() ?? segment;
    }

    /// <summary>Gives the segment that a file name stands for, on any system.</summary>
    internal static string FromFileName(string fileName)
    {
        if (fileName.IndexOf('%') < 0)
        {
            return fileName;
        }

        var decoded = new StringBuilder(fileName.Length);
        for (var i = 0; i < fileName.Length; i++)
        {
            if (ReadsAsEscape(fileName, i))
            {
                decoded.Append((char)((HexValue(fileName[i + 1]) << 4) | HexValue(fileName[i + 2])));
                i += 2;
            }
            else
            {
                decoded.Append(fileName[i]);
            }
        }

        var segment = decoded.ToString();
        return ToFileName(segment, windows: true) == fileName ? segment : fileName;
    }

    private static bool IsForbidden(char character) =>
        character is ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\\' or < ' ';

    private static bool ReadsAsEscape(string text, int index) =>
        text[index] == '%' && index + 2 < text.Length && HexValue(text[index + 1]) >= 0 && HexValue(text[index + 2]) >= 0;

    private static int HexValue(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'A' and <= 'F' => digit - 'A' + 10,
        >= 'a' and <= 'f' => digit - 'a' + 10,
        _ => -1,
    };

    private static bool IsDeviceName(string segment)
    {
        // Windows looks at what stands before the first period, without blanks at its end.
        var end = segment.IndexOf('.');
        var stem = (end < 0 ? segment : segment.Substring(0, end)).TrimEnd(' ');
        if (stem.Length == 3)
        {
            return IsOneOf(stem, "CON", "PRN", "AUX", "NUL");
        }

        return stem.Length == 4 && stem[3] is (>= '0' and <= '9') or '\u00b9' or '\u00b2' or '\u00b3' && IsOneOf(stem.Substring(0, 3), "COM", "LPT");
    }

    private static bool IsOneOf(string text, params string[] words)
    {
        foreach (var word in words)
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
