using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace MlTrack.Serving.Internal.Writing;

/// <summary>Rows as JSON objects.</summary>
internal static class JsonRows
{
    internal static void Write(Utf8JsonWriter json, ScoringBatch batch, int row)
    {
        json.WriteStartObject();
        foreach (var column in batch.Columns)
        {
            json.WritePropertyName(column.Name);
            Write(json, column.Values, row);
        }

        json.WriteEndObject();
    }

    // The usual types without boxing.
    private static void Write(Utf8JsonWriter json, Array values, int row)
    {
        switch (values)
        {
            case float[] numbers:
                Write(json, numbers[row], float.IsFinite(numbers[row]));
                break;
            case double[] numbers:
                Write(json, numbers[row], double.IsFinite(numbers[row]));
                break;
            case long[] numbers:
                json.WriteNumberValue(numbers[row]);
                break;
            case int[] numbers:
                json.WriteNumberValue(numbers[row]);
                break;
            case bool[] truths:
                json.WriteBooleanValue(truths[row]);
                break;
            case string?[] texts:
                json.WriteStringValue(texts[row]);
                break;
            case Array[] lists:
                json.WriteStartArray();
                for (var place = 0; place < lists[row].Length; place++)
                {
                    Write(json, lists[row], place);
                }

                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, double>[] maps:
                json.WriteStartObject();
                foreach (var (key, value) in maps[row])
                {
                    json.WritePropertyName(key);
                    Write(json, value, double.IsFinite(value));
                }

                json.WriteEndObject();
                break;
            case DateTime?[] times:
                json.WriteStringValue(times[row]?.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(((IList)values)[row], CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Write<T>(Utf8JsonWriter json, T value, bool isFinite)
        where T : IFormattable, IComparable<T>
    {
        if (isFinite)
        {
            json.WriteRawValue(value.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
