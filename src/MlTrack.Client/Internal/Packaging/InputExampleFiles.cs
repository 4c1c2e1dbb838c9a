using System.Globalization;
using System.Text.Json;
using MlTrack.Internal.Text;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>What an example holds.</summary>
internal enum InputExampleKind
{
    Table = 0,
    Arrays,
    Json,
}

/// <summary>
/// The two files of an input example, as MLflow writes them: <c>input_example.json</c> on one line, and <c>serving_input_example.json</c>, the body of a request
/// to a scoring server, indented by two.
/// </summary>
internal static class InputExampleFiles
{
    internal const string ExampleName = "input_example.json";
    internal const string ServingName = "serving_input_example.json";

    // An object with one of these is a chat request, which the server takes as it is.
    private static readonly string[] ChatKeys = ["messages", "prompt", "input"];

    internal static InputExampleInfo Describe(ModelInputExample example) => new()
    {
        ArtifactPath = ExampleName,
        ServingInputPath = ServingName,
        Type = example.Kind switch { InputExampleKind.Table => "dataframe", InputExampleKind.Arrays => "ndarray", _ => "json_object" },
        PandasOrient = example.Kind != InputExampleKind.Table ? null : example.Columns is null ? "values" : "split",
        HasParams = example.Params is not null,
    };

    internal static string WriteExample(ModelInputExample example)
    {
        var json = new PythonJsonWriter();
        if (example.Params is not { } parameters)
        {
            WriteValue(json, example);
            return json.ToString();
        }

        WriteValue(json.StartObject().Name("inputs"), example);
        return json.Name("params").Element(parameters).EndObject().ToString();
    }

    internal static string WriteServing(ModelInputExample example)
    {
        var json = new PythonJsonWriter(indent: 2);
        if (example.Value is JsonElement { ValueKind: JsonValueKind.Object } request && Array.Exists(ChatKeys, key => request.TryGetProperty(key, out _)))
        {
            return json.Element(request).ToString();
        }

        WriteValue(json.StartObject().Name(example.Kind == InputExampleKind.Table ? "dataframe_split" : "inputs"), example);
        if (example.Params is { } parameters)
        {
            json.Name("params").Element(parameters);
        }

        return json.EndObject().ToString();
    }

    private static void WriteValue(PythonJsonWriter json, ModelInputExample example)
    {
        if (example.Kind != InputExampleKind.Table)
        {
            Write(json, example.Value, nanIsNull: true);
            return;
        }

        json.StartObject();
        if (example.Columns is { } columns)
        {
            json.Name("columns");
            Write(json, columns, nanIsNull: false);
        }

        json.Name("data");
        Write(json, example.Value, nanIsNull: false);
        json.EndObject();
    }

    // MLflow writes a missing number of a table as NaN, which only Python reads, and one of an array as null.
    private static void Write(PythonJsonWriter json, object? value, bool nanIsNull)
    {
        switch (value)
        {
            case null:
            case double.NaN when nanIsNull:
            case float.NaN when nanIsNull:
                json.Null();
                break;
            case JsonElement element:
                json.Element(element);
                break;
            case string text:
                json.String(text);
                break;
            case bool flag:
                json.Bool(flag);
                break;
            case float or double or decimal:
                json.Number(Convert.ToDouble(value is float single ? double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value, CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.String(time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                // Python's encodebytes ends with a line break.
                json.String(Convert.ToBase64String(bytes) + "\n");
                break;
            case KeyValuePair<string, Array>[] arrays:
                json.StartObject();
                foreach (var array in arrays)
                {
                    json.Name(array.Key);
                    Write(json, array.Value, nanIsNull);
                }

                json.EndObject();
                break;
            case Array { Rank: > 1 } array:
                WriteDimension(json, array, new int[array.Rank], 0, nanIsNull);
                break;
            case System.Collections.IEnumerable list:
                json.StartArray();
                foreach (var item in list)
                {
                    Write(json, item, nanIsNull);
                }

                json.EndArray();
                break;
            default:
                throw new MlTrackException(
                    MlTrackErrorCode.InvalidParameterValue, $"A value of the type '{value.GetType()}' cannot stand in an input example. Give it as JSON or as numbers and texts.");
        }
    }

    private static void WriteDimension(PythonJsonWriter json, Array array, int[] place, int dimension, bool nanIsNull)
    {
        json.StartArray();
        for (place[dimension] = 0; place[dimension] < array.GetLength(dimension); place[dimension]++)
        {
            if (dimension + 1 < array.Rank)
            {
                WriteDimension(json, array, place, dimension + 1, nanIsNull);
            }
            else
            {
                Write(json, array.GetValue(place), nanIsNull);
            }
        }

        json.EndArray();
    }
}
