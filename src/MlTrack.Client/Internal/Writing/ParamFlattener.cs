using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MlTrack.Internal.Writing;

/// <summary>
/// Makes params of mappings and objects: nested ones get names with dots (<c>model.depth</c>), lists become one Python list text, all other values the
/// text that MLflow would store (<see cref="PythonText"/>).
/// </summary>
/// <remarks>
/// A nested mapping without entries becomes <c>{}</c>. Names are used as they are; what MLflow does not allow in a key is refused where the param is
/// written. Thread-safe.
/// </remarks>
internal static partial class ParamFlattener
{
    private const int MaxDepth = 32;

    /// <summary>
    /// Makes params of a mapping. Safe for trimmed programs: values that are neither scalar, list nor mapping give their <c>ToString()</c>, since their
    /// properties might have been removed.
    /// </summary>
    internal static List<Param> FromDictionary(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var found = new List<Param>();
        foreach (var value in values)
        {
            AddMapped(found, value.Key, value.Value, 1);
        }

        return found;
    }

    /// <summary>
    /// Makes params of a value through its source-generated description: safe for trimmed and native programs. Names, ignored properties and converters
    /// are those of the description, so an enum is its number unless a converter says otherwise.
    /// </summary>
    internal static List<Param> FromJson<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        var element = JsonSerializer.SerializeToElement(value, typeInfo);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"Params are made of an object with properties; '{typeof(T)}' gives JSON of the kind {element.ValueKind}.");
        }

        var found = new List<Param>();
        AddElement(found, string.Empty, element);
        return found;
    }

    private static void AddElement(List<Param> found, string prefix, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().Any())
            {
                AddElement(found, prefix + property.Name + ".", property.Value);
            }
            else
            {
                found.Add(new Param(prefix + property.Name, PythonText.Of(property.Value)));
            }
        }
    }

    private static void AddMapped(List<Param> found, string name, object? value, int depth)
    {
        CheckDepth(name, depth);
        if (value is JsonElement { ValueKind: JsonValueKind.Object } element && element.EnumerateObject().Any())
        {
            AddElement(found, name + ".", element);
        }
        else if (value is IDictionary { Count: > 0 } mapping)
        {
            foreach (DictionaryEntry entry in mapping)
            {
                AddMapped(found, name + "." + PythonText.Of(entry.Key), entry.Value, depth + 1);
            }
        }
        else
        {
            found.Add(new Param(name, PythonText.Of(value)));
        }
    }

    private static void CheckDepth(string name, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"The value of '{name}' is nested too deeply, or holds itself. Log its parts instead.");
        }
    }
}
