using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlTrack.Internal.Text;

/// <summary>JSON values and bytes as Python's <c>repr</c> shows them, for messages that MLflow forms so.</summary>
internal static class PythonObjectRepr
{
    /// <summary>Gives a JSON value as Python shows it once it is read: <c>{'offset': None}</c>.</summary>
    internal static string Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(", ", element.EnumerateObject().Select(p => PythonRepr.Quote(p.Name) + ": " + Of(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(", ", element.EnumerateArray().Select(Of)) + "]",
        JsonValueKind.String => PythonRepr.Quote(element.GetString()),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number when element.GetRawText() is var text && text.IndexOfAny(['.', 'e', 'E']) < 0 => text,
        JsonValueKind.Number => PythonFloat.Format(element.GetDouble()),
        _ => "None",
    };

    /// <summary>Gives bytes as Python shows them: <c>b'\xff'</c>.</summary>
    internal static string Of(byte[] bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var builder = new StringBuilder("b").Append(quote);
        foreach (var value in bytes)
        {
            var c = (char)value;
            _ = c switch
            {
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ when c == quote || c == '\\' => builder.Append('\\').Append(c),
                >= ' ' and <= '~' => builder.Append(c),
                _ => builder.Append("\\x").Append(((int)value).ToString("x2", CultureInfo.InvariantCulture)),
            };
        }

        return builder.Append(quote).ToString();
    }
}
