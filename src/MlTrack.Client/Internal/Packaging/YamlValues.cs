using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.Packaging;

/// <summary>YAML as plain values: texts, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, lists and maps; and back, with the keys of maps sorted as MLflow sorts them.</summary>
internal static class YamlValues
{
    internal static object? ToValue(YamlNode node) => node switch
    {
        YamlMapping mapping => ToMap(mapping),
        YamlSequence sequence => sequence.Items.Select(ToValue).ToArray(),
        YamlScalar { IsNull: true } => null,
        YamlScalar scalar when scalar.TryGetBoolean(out var flag) => flag,
        YamlScalar scalar when scalar.TryGetInt64(out var integer) => integer,
        YamlScalar { Type: YamlScalarType.Float } scalar when scalar.TryGetDouble(out var number) => number,
        YamlScalar scalar => scalar.Text,
        _ => null,
    };

    internal static IReadOnlyDictionary<string, object?> ToMap(YamlMapping mapping)
    {
        var map = new Dictionary<string, object?>(mapping.Count, StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            map[entry.Key.Text] = ToValue(entry.Value);
        }

        return map;
    }

    /// <exception cref="MlTrackException">A value is of another type.</exception>
    internal static YamlNode ToNode(object? value) => value switch
    {
        null => YamlScalar.Null,
        string text => YamlScalar.String(text),
        bool flag => YamlScalar.Boolean(flag),
        sbyte or byte or short or ushort or int or uint or long => YamlScalar.Integer(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        float or double => YamlScalar.Float(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        IReadOnlyDictionary<string, object?> map => ToMapping(map),
        IEnumerable<KeyValuePair<string, object?>> pairs => ToMapping(pairs),
        IReadOnlyDictionary<string, string> map => ToMapping(map.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))),
        System.Collections.IEnumerable list => new YamlSequence([.. list.Cast<object?>().Select(ToNode)]),
        _ => throw new MlTrackException(
            MlTrackErrorCode.InvalidParameterValue,
            $"A value of the type '{value.GetType()}' cannot stand in an MLmodel file. Use texts, numbers, booleans, lists and dictionaries of these."),
    };

    internal static YamlMapping ToMapping(IEnumerable<KeyValuePair<string, object?>> map) =>
        new(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new YamlEntry(YamlScalar.String(pair.Key), ToNode(pair.Value))));
}
