using System.Globalization;
using MlTrack.Internal.Yaml;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// An MLmodel file: YAML, a mapping, which MLflow writes with sorted keys in block style; JSON, a byte order mark and other line ends are read. Every key may
/// be missing. The parts of <c>signature</c> are JSON texts inside of the YAML.
/// </summary>
internal static class ModelFileReader
{
    // Signatures of some thousand columns and long lists of trusted types stay far below.
    private static readonly YamlLimits Limits = new() { MaxBytes = 16 << 20, MaxNodes = 200_000 };

    internal static ModelFile Read(ReadOnlyMemory<byte> content)
    {
        YamlMapping yaml;
        try
        {
            yaml = YamlDocument.ParseMapping(content, Limits);
        }
        catch (MalformedYamlException fault)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"This is no {ModelFile.FileName} file: {fault.Message}.", fault);
        }

        return new ModelFile(yaml)
        {
            ArtifactPath = yaml.GetText(ModelFileKeys.ArtifactPath),
            Flavors = ReadFlavors(yaml),
            InputExample = yaml[ModelFileKeys.InputExample] is YamlMapping example ? ReadExample(example) : null,
            Metadata = yaml[ModelFileKeys.Metadata] is YamlMapping metadata ? YamlValues.ToMap(metadata) : null,
            MlflowVersion = yaml.GetText(ModelFileKeys.MlflowVersion),
            ModelId = yaml.GetText(ModelFileKeys.ModelId),
            ModelSizeBytes = yaml.GetInt64(ModelFileKeys.ModelSizeBytes),
            ModelUuid = yaml.GetText(ModelFileKeys.ModelUuid),
            RunId = yaml.GetText(ModelFileKeys.RunId),
            Signature = ReadSignature(yaml),
            CreationTime = ReadTime(yaml.GetText(ModelFileKeys.UtcTimeCreated)),
            OtherKeys = YamlValues.ToMap(new YamlMapping(yaml.Entries.Where(entry => !ModelFileKeys.All.Contains(entry.Key.Text)))),
        };
    }

    private static Dictionary<string, IReadOnlyDictionary<string, object?>> ReadFlavors(YamlMapping yaml)
    {
        var flavors = new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);
        if (yaml[ModelFileKeys.Flavors] is YamlMapping mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                flavors[entry.Key.Text] = entry.Value is YamlMapping options ? YamlValues.ToMap(options) : new Dictionary<string, object?>();
            }
        }

        return flavors;
    }

    private static InputExampleInfo ReadExample(YamlMapping yaml) => new()
    {
        ArtifactPath = yaml.GetText("artifact_path"),
        ServingInputPath = yaml.GetText("serving_input_path"),
        Type = yaml.GetText("type"),
        PandasOrient = yaml.GetText("pandas_orient"),
        HasParams = string.Equals(yaml.GetText("params"), "true", StringComparison.OrdinalIgnoreCase),
    };

    private static ModelSignature? ReadSignature(YamlMapping yaml)
    {
        if (yaml[ModelFileKeys.Signature] is not YamlMapping parts)
        {
            return null;
        }

        return ModelSignature.Parse(parts.GetText("inputs"), parts.GetText("outputs"), parts.GetText("params"));
    }

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
