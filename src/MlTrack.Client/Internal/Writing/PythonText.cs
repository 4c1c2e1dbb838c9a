using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Writing;

/// <summary>
/// The text of a value as Python's <c>str()</c> gives it, which is what MLflow stores as a param or tag, so that runs of both languages compare:
/// <c>True</c>, <c>None</c>, <c>1e-05</c>, <c>[1, 'a']</c>, <c>{'k': 1.0}</c>.
/// </summary>
/// <remarks>
/// Where Python has no such type: an enum is its name, a time is ISO 8601 (<c>2026-01-02T03:04:05Z</c>), a duration <c>[d.]hh:mm:ss[.fffffff]</c>, a single
/// has its own shortest digits (<c>0.1</c>, as numpy shows it), a decimal keeps its zeros; everything else is formatted for the invariant culture.
/// Long lists end once they are beyond every limit of a param, so that endless sequences end too.
/// </remarks>
internal static class PythonText
{
    internal const string None = "None";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const int MaxDepth = 32;

    // A param has at most 6,000 code points, each at most two UTF-16 units; one more unit tells that it is too long.
    private const int EnoughCharacters = (2 * Names.MaxParamValueLength) + 1;

    /// <summary>Gives the text of a value.</summary>
    internal static string Of(object? value)
    {
        if (TryScalar(value, out var text, out _))
        {
            return text;
        }

        var builder = new StringBuilder();
        AppendRepr(builder, value, 0);
        return builder.ToString();
    }

    /// <summary>Gives the text of what Python would read from this JSON.</summary>
    internal static string Of(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString() ?? string.Empty;
        }

        var builder = new StringBuilder();
        AppendRepr(builder, element);
        return builder.ToString();
    }

    /// <summary>Gives the text of a value that is neither list nor mapping; false for those and for objects that have no text of their own.</summary>
    /// <param name="quoted">True where Python's <c>repr</c> would put the text in quotes.</param>
    internal static bool TryScalar(object? value, out string text, out bool quoted)
    {
        quoted = value is string or char or Enum or DateTime or DateTimeOffset or TimeSpan or Guid or Uri or Version;
        text = value switch
        {
            null => None,
            string itself => itself,
            bool truth => truth ? "True" : "False",
            double number => PythonFloat.Format(number),
            float number => PythonFloat.Format(Shortest(number)),
            Enum name => name.ToString(),
            DateTime time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
            TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
            JsonElement element when element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) => Of(element),
            JsonElement => string.Empty,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            char or Uri or Version or Type => value.ToString() ?? string.Empty,
            _ => string.Empty,
        };
        return value is null or string or bool or IFormattable or char or Uri or Version or Type
            || (value is JsonElement json && json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object));
    }

    private static void AppendRepr(StringBuilder builder, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw TooDeep();
        }

        if (TryScalar(value, out var text, out var quoted))
        {
            builder.Append(quoted ? PythonRepr.Quote(text) : text);
            return;
        }

        switch (value)
        {
            case JsonElement element:
                AppendRepr(builder, element);
                break;
            case IDictionary mapping:
                AppendAll(builder, '{', '}', Entries(mapping), (DictionaryEntry entry) =>
                {
                    AppendRepr(builder, entry.Key, depth + 1);
                    AppendRepr(builder.Append(": "), entry.Value, depth + 1);
                });
                break;
            case IEnumerable list:
                AppendAll(builder, '[', ']', list, (object? item) => AppendRepr(builder, item, depth + 1));
                break;
            default:
                builder.Append(value);
                break;
        }
    }

    private static void AppendRepr(StringBuilder builder, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendAll(builder, '{', '}', element.EnumerateObject(), (JsonProperty property) =>
                {
                    builder.Append(PythonRepr.Quote(property.Name)).Append(": ");
                    AppendRepr(builder, property.Value);
                });
                break;
            case JsonValueKind.Array:
                AppendAll(builder, '[', ']', element.EnumerateArray(), (JsonElement item) => AppendRepr(builder, item));
                break;
            case JsonValueKind.String:
                builder.Append(PythonRepr.Quote(element.GetString()));
                break;
            case JsonValueKind.Number:
                builder.Append(NumberText(element.GetRawText()));
                break;
            default:
                builder.Append(element.ValueKind switch { JsonValueKind.True => "True", JsonValueKind.False => "False", _ => None });
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder builder, char open, char close, IEnumerable items, Action<T> append)
    {
        builder.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (builder.Length > EnoughCharacters)
            {
                break;
            }

            builder.Append(first ? string.Empty : ", ");
            first = false;
            append((T)item!); // A list may hold null; then T is a nullable type.
        }

        builder.Append(close);
    }

    // A generic dictionary enumerates as its own pairs unless asked as a mapping.
    private static IEnumerable<DictionaryEntry> Entries(IDictionary mapping)
    {
        foreach (DictionaryEntry entry in mapping)
        {
            yield return entry;
        }
    }

    // Python reads an integer of any size exactly, everything else as a double.
    private static string NumberText(string raw)
    {
        if (raw.IndexOfAny(['.', 'e', 'E']) < 0)
        {
            return raw == "-0" ? "0" : raw;
        }

        return PythonFloat.TryParse(Encoding.ASCII.GetBytes(raw), out var number) ? PythonFloat.Format(number) : raw;
    }

    private static double Shortest(float number) => float.IsNaN(number) || float.IsInfinity(number)
        ? number
        : double.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static MlTrackException TooDeep() => new(
        MlTrackErrorCode.InvalidParameterValue,
        $"The value is nested more than {MaxDepth.ToString(CultureInfo.InvariantCulture)} levels deep, or holds itself. Log its parts instead.");
}
