using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MlTrack.Internal.Writing;

/// <content>Objects, by their public properties.</content>
internal static partial class ParamFlattener
{
    internal const string TrimmingMessage =
        "The properties of the value, and of the values in it, may have been removed. Use the overload with JsonTypeInfo<T>, or a dictionary.";

    /// <summary>
    /// Makes params of a record, an anonymous object, a class or a mapping: the public properties that can be read, in the order of their declaration
    /// (those of a base class after its heirs'). Fields and indexers are left out.
    /// </summary>
    [RequiresUnreferencedCode(TrimmingMessage)]
    internal static List<Param> FromObject(object value)
    {
        var found = new List<Param>();
        switch (value)
        {
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach (var pair in pairs)
                {
                    AddAny(found, pair.Key, pair.Value, 1);
                }

                break;
            case IDictionary mapping:
                foreach (DictionaryEntry entry in mapping)
                {
                    AddAny(found, PythonText.Of(entry.Key), entry.Value, 1);
                }

                break;
            default:
                if (PythonText.TryScalar(value, out _, out _) || value is IEnumerable)
                {
                    throw new MlTrackException(
                        MlTrackErrorCode.InvalidParameterValue,
                        $"Params are made of an object with properties or a dictionary, not of a value of type '{value.GetType()}'. Give it a name: LogParam(name, value).");
                }

                AddProperties(found, string.Empty, value, 1);
                break;
        }

        return found;
    }

    [RequiresUnreferencedCode(TrimmingMessage)]
    private static void AddAny(List<Param> found, string name, object? value, int depth)
    {
        CheckDepth(name, depth);
        value = Plain(value);
        if (value is IDictionary { Count: > 0 } mapping)
        {
            foreach (DictionaryEntry entry in mapping)
            {
                AddAny(found, name + "." + PythonText.Of(entry.Key), entry.Value, depth + 1);
            }
        }
        else if (value is null or IEnumerable || PythonText.TryScalar(value, out _, out _) || !AddProperties(found, name + ".", value, depth))
        {
            AddMapped(found, name, value, depth);
        }
    }

    // False for an object without properties: its text is all there is.
    [RequiresUnreferencedCode(TrimmingMessage)]
    private static bool AddProperties(List<Param> found, string prefix, object value, int depth)
    {
        var any = false;
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            {
                any = true;
                AddAny(found, prefix + property.Name, property.GetValue(value), depth + 1);
            }
        }

        return any;
    }
}
