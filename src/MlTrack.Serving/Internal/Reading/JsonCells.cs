using System.Globalization;
using System.Text.Json;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>JSON values, cast to a declared type as generously as MLflow's scoring server does for <c>dataframe_records</c>.</summary>
/// <remarks>With one exception: a number too large for an integer is refused, where MLflow lets it wrap around in silence.</remarks>
internal static class JsonCells
{
    internal static bool ToBoolean(JsonElement json, out bool value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.Number => json.GetDouble() != 0,
            JsonValueKind.String => !json.ValueEquals(ReadOnlySpan<byte>.Empty),
            JsonValueKind.Array => json.GetArrayLength() > 0,
            JsonValueKind.Object => json.EnumerateObject().MoveNext(),
            _ => false,
        };
        return true;
    }

    internal static bool ToInteger(JsonElement json, out int value)
    {
        var isWhole = ToLong(json, out var wide);
        return WholeNumbers.TryNarrow(wide, out value) && isWhole;
    }

    internal static bool ToLong(JsonElement json, out long value)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                value = json.ValueKind == JsonValueKind.True ? 1 : 0;
                return true;
            case JsonValueKind.Number when json.TryGetInt64(out value):
                return true;
            case JsonValueKind.Number:
                return WholeNumbers.TryCut(json.GetDouble(), out value);
            case JsonValueKind.String:
                return long.TryParse(json.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
            default:
                value = 0;
                return false;
        }
    }

    internal static bool ToFloat(JsonElement json, out float value)
    {
        var isNumber = ToDouble(json, out var wide);
        value = (float)wide;
        return isNumber;
    }

    internal static bool ToDouble(JsonElement json, out double value)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                value = json.GetDouble();
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                value = json.ValueKind == JsonValueKind.True ? 1 : 0;
                return true;
            case JsonValueKind.Null:
                value = double.NaN;
                return true;
            case JsonValueKind.String:
                // An empty text is no number in JSON, though an empty cell is a missing one in CSV.
                value = 0;
                return json.GetString() is { Length: > 0 } text && CsvCells.ToNumber(text, out value);
            default:
                value = 0;
                return false;
        }
    }

    internal static bool ToText(JsonElement json, out string? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => json.GetString(),
            _ => json.GetRawText(),
        };
        return json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object);
    }

    internal static bool ToTime(JsonElement json, out DateTime? value)
    {
        const long NanosecondsPerTick = 100;
        value = null;
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.Number when json.TryGetInt64(out var nanoseconds):
                value = DateTime.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick);
                return true;
            case JsonValueKind.String:
                return CsvCells.ToTime(json.GetString(), out value);
            default:
                return false;
        }
    }

    internal static bool ToBinary(JsonElement json, out byte[]? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.String && CsvCells.ToBinary(json.GetString(), out value);
    }

    internal static bool TryList<T>(JsonElement json, JsonCell<T> item, out T[] values)
    {
        values = [];
        if (json.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        values = new T[json.GetArrayLength()];
        var next = 0;
        foreach (var element in json.EnumerateArray())
        {
            if (!item(element, out values[next++]))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool TryParseList<T>(ReadOnlySpan<char> text, JsonCell<T> item, out T[] values)
    {
        values = [];
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            return TryList(document.RootElement, item, out values);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
