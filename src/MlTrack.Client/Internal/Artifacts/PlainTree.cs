using System.Collections;
using System.Globalization;
using System.Text.Json;
using MlTrack.Internal.Text;
using MlTrack.Internal.Writing;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.Artifacts;

/// <summary>
/// A value of a caller as a tree of what JSON and YAML know. Everything else (times, enumerations, objects) becomes its text, as MLflow's
/// <c>default=str</c> has it.
/// </summary>
/// <remarks>Nodes are null, bool, long, double, string, <see cref="JsonElement"/> for other numbers, lists of nodes, and lists of names and nodes.</remarks>
internal static class PlainTree
{
    private const int MaxDepth = 64;

    /// <summary>Makes the tree of dictionaries, lists, scalars and <see cref="JsonElement"/>s.</summary>
    internal static object? Of(object? value, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw ArtifactErrors.Invalid($"The value is nested more than {MaxDepth.ToString(CultureInfo.InvariantCulture)} levels deep, or holds itself.");
        }

        return value switch
        {
            null or bool or long or double or string => value,
            int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong or decimal => OfNumber(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
            float number => double.Parse(PythonText.Of(number), NumberStyles.Float, CultureInfo.InvariantCulture),
            JsonElement element => OfJson(element),
            IDictionary mapping => OfMapping(mapping, depth),
            IEnumerable<KeyValuePair<string, object?>> pairs => pairs.Select(pair => Named(pair.Key, pair.Value, depth)).ToList(),
            IEnumerable items => items.Cast<object?>().Select(item => Of(item, depth + 1)).ToList(),
            _ => PythonText.Of(value),
        };
    }

    /// <summary>Writes a tree in Python's layout.</summary>
    internal static void Write(PythonJsonWriter writer, object? node)
    {
        switch (node)
        {
            case null: writer.Null(); break;
            case bool value: writer.Bool(value); break;
            case long value: writer.Number(value); break;
            case double value: writer.Number(value); break;
            case string value: writer.String(value); break;
            case JsonElement value: writer.Element(value); break;
            case List<KeyValuePair<string, object?>> mapping:
                writer.StartObject();
                foreach (var pair in mapping)
                {
                    Write(writer.Name(pair.Key), pair.Value);
                }

                writer.EndObject();
                break;
            case List<object?> list:
                writer.StartArray();
                list.ForEach(item => Write(writer, item));
                writer.EndArray();
                break;
        }
    }

    /// <summary>Gives a tree as YAML, its keys sorted by code point.</summary>
    internal static YamlNode ToYaml(object? node) => node switch
    {
        null => YamlScalar.Null,
        bool value => YamlScalar.Boolean(value),
        long value => YamlScalar.Integer(value),
        double value => YamlScalar.Float(value),
        string value => YamlScalar.String(value),
        JsonElement value => new YamlScalar(value.GetRawText(), YamlScalarStyle.Plain, YamlScalarType.Integer),
        List<KeyValuePair<string, object?>> mapping => new YamlMapping(
            mapping.OrderBy(pair => pair.Key, CodePointOrder.Instance).Select(pair => new YamlEntry(YamlScalar.String(pair.Key), ToYaml(pair.Value)))),
        List<object?> list => new YamlSequence(list.Select(ToYaml).ToList()),
        _ => throw new InvalidOperationException($"'{node.GetType()}' is no node of a plain tree."),
    };

    private static object? OfJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => OfNumber(element.GetRawText()),
        JsonValueKind.Object => element.EnumerateObject().Select(property => new KeyValuePair<string, object?>(property.Name, OfJson(property.Value))).ToList(),
        JsonValueKind.Array => element.EnumerateArray().Select(OfJson).ToList(),
        _ => null,
    };

    // As Python reads it: what has no point and no exponent is an integer of any size.
    private static object OfNumber(string text)
    {
        if (text.IndexOfAny(['.', 'e', 'E']) >= 0)
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static List<KeyValuePair<string, object?>> OfMapping(IDictionary mapping, int depth)
    {
        var pairs = new List<KeyValuePair<string, object?>>();
        foreach (DictionaryEntry entry in mapping)
        {
            pairs.Add(Named(PythonText.Of(entry.Key), entry.Value, depth));
        }

        return pairs;
    }

    private static KeyValuePair<string, object?> Named(string name, object? value, int depth) => new(name, Of(value, depth + 1));
}
