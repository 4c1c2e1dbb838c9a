using System.Globalization;
using System.Text;

namespace MlTrack.Internal.Text;

/// <summary>Strings as Python's <c>repr</c> shows them, for messages that MLflow forms so.</summary>
internal static class PythonRepr
{
    /// <summary>Gives the text in single quotes, or in double ones if it holds only single ones; <c>None</c> for null.</summary>
    internal static string Quote(string? text)
    {
        if (text is null)
        {
            return "None";
        }

        var quote = text.IndexOf('\'') >= 0 && text.IndexOf('"') < 0 ? '"' : '\'';
        var builder = new StringBuilder(text.Length + 2).Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == quote || character == '\\')
            {
                builder.Append('\\').Append(character);
            }
            else if (character is >= ' ' and <= '~')
            {
                builder.Append(character);
            }
            else
            {
                i += AppendOther(builder, text, i);
            }
        }

        return builder.Append(quote).ToString();
    }

    // Gives how many further UTF-16 units were used.
    private static int AppendOther(StringBuilder builder, string text, int index)
    {
        switch (text[index])
        {
            case '\n': builder.Append("\\n"); return 0;
            case '\r': builder.Append("\\r"); return 0;
            case '\t': builder.Append("\\t"); return 0;
        }

        var pair = char.IsSurrogatePair(text, index);
        if (IsPrintable(CharUnicodeInfo.GetUnicodeCategory(text, index)))
        {
            builder.Append(text, index, pair ? 2 : 1);
            return pair ? 1 : 0;
        }

        var codePoint = pair ? char.ConvertToUtf32(text, index) : text[index];
        var format = codePoint switch { <= 0xff => "\\x{0:x2}", <= 0xffff => "\\u{0:x4}", _ => "\\U{0:x8}" };
        builder.AppendFormat(CultureInfo.InvariantCulture, format, codePoint);
        return pair ? 1 : 0;
    }

    private static bool IsPrintable(UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator => false,
        _ => true,
    };
}
