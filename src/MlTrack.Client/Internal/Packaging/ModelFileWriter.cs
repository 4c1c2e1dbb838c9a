using System.Globalization;
using MlTrack.Internal.Yaml;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>Writes an MLmodel file as MLflow does. What was read and not changed is written as it was read, in values and in keys that are there without one.</summary>
internal static class ModelFileWriter
{
    internal static byte[] Write(ModelFile file, ModelFile? read, YamlMapping source)
    {
        var entries = new List<YamlEntry>();
        Add(ModelFileKeys.ArtifactPath, file.ArtifactPath, read?.ArtifactPath, Text);
        Add(ModelFileKeys.Flavors, file.Flavors, read?.Flavors, Flavors);
        Add(ModelFileKeys.InputExample, file.InputExample, read?.InputExample, Example);
        Add(ModelFileKeys.Metadata, file.Metadata, read?.Metadata, map => YamlValues.ToMapping(map));
        Add(ModelFileKeys.MlflowVersion, file.MlflowVersion, read?.MlflowVersion, Text);
        Add(ModelFileKeys.ModelId, file.ModelId, read?.ModelId, Text);
        Add<object>(ModelFileKeys.ModelSizeBytes, file.ModelSizeBytes, read?.ModelSizeBytes, YamlValues.ToNode);
        Add(ModelFileKeys.ModelUuid, file.ModelUuid, read?.ModelUuid, Text);
        Add(ModelFileKeys.RunId, file.RunId, read?.RunId, Text);
        Add(ModelFileKeys.Signature, file.Signature, read?.Signature, Signature);
        Add<object>(ModelFileKeys.UtcTimeCreated, file.CreationTime, read?.CreationTime, time => Text(((DateTimeOffset)time).UtcDateTime.ToString(ModelFileKeys.TimeFormat, CultureInfo.InvariantCulture)));
        foreach (var other in file.OtherKeys)
        {
            var isUnchanged = read is not null && read.OtherKeys.TryGetValue(other.Key, out var before) && (ReferenceEquals(before, other.Value) || Equals(before, other.Value));
            var node = isUnchanged ? source.Entries.First(entry => entry.Key.Text == other.Key).Value : YamlValues.ToNode(other.Value);
            entries.Add(new YamlEntry(YamlScalar.String(other.Key), node));
        }

        return PyYamlWriter.ToBytes(new YamlMapping(entries.OrderBy(entry => entry.Key.Text, StringComparer.Ordinal)));

        void Add<T>(string key, T? value, T? before, Func<T, YamlNode> write)
            where T : class
        {
            if (read is not null && Equals(value, before))
            {
                if (source.TryGet(key, out var node))
                {
                    entries.Add(new YamlEntry(YamlScalar.String(key), node));
                }
            }
            else if (value is not null)
            {
                entries.Add(new YamlEntry(YamlScalar.String(key), write(value)));
            }
        }
    }

    private static YamlNode Text(string text) => YamlScalar.String(text);

    private static YamlMapping Flavors(IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> flavors) =>
        YamlValues.ToMapping(flavors.Select(flavor => new KeyValuePair<string, object?>(flavor.Key, flavor.Value)));

    private static YamlMapping Example(InputExampleInfo example)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["artifact_path"] = example.ArtifactPath,
            ["serving_input_path"] = example.ServingInputPath,
            ["type"] = example.Type,
            ["pandas_orient"] = example.PandasOrient,
            ["params"] = example.HasParams ? "true" : null,
        };
        return YamlValues.ToMapping(map.Where(entry => entry.Value is not null));
    }

    private static YamlMapping Signature(ModelSignature signature) => YamlValues.ToMapping(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["inputs"] = signature.Inputs?.ToJson(),
        ["outputs"] = signature.Outputs?.ToJson(),
        ["params"] = signature.Params is { } parameters ? SignatureWriter.Write(parameters) : null,
    });
}
