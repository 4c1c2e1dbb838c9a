using System.Globalization;
using System.Text;

namespace MlTrack.Cli.Internal;

/// <summary>
/// Text from a store on its way to a terminal. Names, tags and messages come from whoever wrote the tree: an escape sequence in them could move the cursor,
/// change colours or the window's title, and characters that turn the direction of writing could hide what is really there. They are shown as <c>\x1b</c>.
/// </summary>
internal static class SafeText
{
    /// <summary>For one line or one cell: line ends and tabs are shown as <c>\n</c>, <c>\r</c>, <c>\t</c> too.</summary>
    public static string Line(string text) => Clean(text, keepLayout: false);

    /// <summary>For text of several lines, which stay lines.</summary>
    public static string Lines(string text) => Clean(text, keepLayout: true);

    private static string Clean(string text, bool keepLayout)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' when keepLayout => builder.Append(c),
                '\t' when keepLayout => builder.Append(c),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ when IsDangerous(c) => builder.Append(CultureInfo.InvariantCulture, $"\\{(c < 256 ? 'x' : 'u')}{((int)c).ToString(c < 256 ? "x2" : "x4", CultureInfo.InvariantCulture)}"),
                _ => builder.Append(c),
            };
        }

        return builder.ToString();
    }

    private static bool IsDangerous(char c) =>
        char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c';
}
