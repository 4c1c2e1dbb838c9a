using System.Text;
using System.Text.Json;

namespace MlTrack.Internal.Text;

/// <summary>JSON texts exactly as Python's <c>json.dumps</c> writes them, for messages, tags and files that MLflow compares as text.</summary>
internal static class PythonJson
{
    /// <summary>Gives a string as JSON with every non-ASCII character escaped; <c>null</c> for null.</summary>
    internal static string Quote(string? text)
    {
        if (text is null)
        {
            return "null";
        }

        var builder = new StringBuilder(text.Length + 8);
        AppendQuoted(builder, text, ensureAscii: true);
        return builder.ToString();
    }

    /// <summary>Gives an element in Python's default form: one line, <c>", "</c> and <c>": "</c>.</summary>
    internal static string Serialize(JsonElement element, int? indent = null, bool ensureAscii = true) =>
        new PythonJsonWriter(indent, ensureAscii).Element(element).ToString();

    /// <summary>Gives a mapping of texts in the order in which it enumerates.</summary>
    internal static string Serialize(IEnumerable<KeyValuePair<string, string?>> mapping, int? indent = null, bool ensureAscii = true)
    {
        var writer = new PythonJsonWriter(indent, ensureAscii).StartObject();
        foreach (var pair in mapping)
        {
            writer.Name(pair.Key).String(pair.Value);
        }

        return writer.EndObject().ToString();
    }

    /// <summary>Gives a list of texts.</summary>
    internal static string Serialize(IEnumerable<string?> items, int? indent = null, bool ensureAscii = true)
    {
        var writer = new PythonJsonWriter(indent, ensureAscii).StartArray();
        foreach (var item in items)
        {
            writer.String(item);
        }

        return writer.EndArray().ToString();
    }

    internal static void AppendQuoted(StringBuilder builder, string text, bool ensureAscii)
    {
        builder.Append('"');
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var plain = ensureAscii ? character is >= ' ' and <= '~' : character >= ' ';
            if (plain && character is not ('"' or '\\'))
            {
                continue;
            }

            builder.Append(text, copied, i - copied);
            copied = i + 1;
            AppendEscape(builder, character);
        }

        builder.Append(text, copied, text.Length - copied).Append('"');
    }

    private static void AppendEscape(StringBuilder builder, char character)
    {
        var letter = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\f' => 'f',
            '\b' => 'b',
            _ => '\0',
        };
        builder.Append('\\');
        if (letter != '\0')
        {
            builder.Append(letter);
            return;
        }

        const string Hex = "0123456789abcdef";
        builder.Append('u').Append(Hex[character >> 12]).Append(Hex[(character >> 8) & 15])
            .Append(Hex[(character >> 4) & 15]).Append(Hex[character & 15]);
    }
}
