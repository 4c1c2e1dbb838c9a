using System.Globalization;
using System.Text.Json;
using MlTrack.Internal.Text;
using MlTrack.Internal.Yaml;

namespace MlTrack.Tests.Yaml;

/// <summary>Builds trees from the notation of the recorded documents, and shows trees as text to compare them.</summary>
internal static class YamlTrees
{
    internal static YamlNode FromJson(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: return YamlScalar.Null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.String: return value.GetString();
        }

        var pair = value.EnumerateObject().Single();
        return pair.Name switch
        {
            "m" => new YamlMapping(pair.Value.EnumerateArray().Select(e => new YamlEntry(YamlScalar.String(e[0].GetString()!), FromJson(e[1])))),
            "s" => new YamlSequence(pair.Value.EnumerateArray().Select(FromJson).ToList()),
            "i" => long.Parse(pair.Value.GetString()!, CultureInfo.InvariantCulture),
            _ => ParseFloat(pair.Value.GetString()!),
        };
    }

    /// <summary>Types and values, without styles and lines.</summary>
    internal static string Show(YamlNode node) => node switch
    {
        YamlMapping mapping => "{" + string.Join(", ", mapping.Entries.Select(e => Show(e.Key) + ": " + Show(e.Value))) + "}",
        YamlSequence sequence => "[" + string.Join(", ", sequence.Items.Select(Show)) + "]",
        YamlScalar scalar => Show(scalar),
        _ => throw new InvalidOperationException(),
    };

    private static string Show(YamlScalar scalar)
    {
        switch (scalar.Type)
        {
            case YamlScalarType.String:
                return PythonJson.Quote(scalar.Text);
            case YamlScalarType.Boolean when scalar.TryGetBoolean(out var boolean):
                return boolean ? "true" : "false";
            case YamlScalarType.Integer when scalar.TryGetInt64(out var integer):
                return integer.ToString(CultureInfo.InvariantCulture);
            case YamlScalarType.Float when scalar.TryGetDouble(out var number):
                return "float " + PythonFloat.Format(number);
            case YamlScalarType.Null:
                return "null";
            case YamlScalarType.Timestamp:
                return "timestamp";
            default:
                return scalar.Type + " " + scalar.Text;
        }
    }

    private static double ParseFloat(string text)
    {
        PythonFloat.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var value).Should().BeTrue();
        return value;
    }
}
