using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// An input's <c>meta.yaml</c>: <c>destination_id</c> (repeats the source's id), <c>destination_type</c> (<c>RUN</c>), <c>source_id</c>, <c>source_type</c> (<c>DATASET</c> or <c>MODEL</c>),
/// <c>tags</c> (a mapping of texts).
/// </summary>
internal sealed class InputMeta
{
    private const string DatasetType = "DATASET";
    private const string ModelType = "MODEL";

    private InputMeta(string sourceId, bool isModel, IReadOnlyDictionary<string, string> tags)
    {
        SourceId = sourceId;
        IsModel = isModel;
        Tags = tags;
    }

    internal string SourceId { get; }

    internal bool IsModel { get; }

    internal IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out InputMeta meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        var type = yaml.GetText("source_type");
        if (yaml.GetText("source_id") is not { } sourceId || type is not (DatasetType or ModelType))
        {
            reason = "'source_id' is missing, or 'source_type' is neither DATASET nor MODEL";
            return false;
        }

        meta = new InputMeta(sourceId, type == ModelType, MetaYaml.GetTexts(yaml, "tags"));
        return true;
    }

    internal static byte[] FormatDataset(string datasetId, IReadOnlyDictionary<string, string> tags) => Format(datasetId, DatasetType, tags);

    internal static byte[] FormatModel(string modelId) => Format(modelId, ModelType, EmptyMap.Strings);

    private static byte[] Format(string sourceId, string type, IReadOnlyDictionary<string, string> tags) => new PyYamlWriter()
        .Write("destination_id", sourceId)
        .Write("destination_type", "RUN")
        .Write("source_id", sourceId)
        .Write("source_type", type)
        .Write("tags", tags.OrderBy(tag => tag.Key, CodePointOrder.Instance).Select(tag => new KeyValuePair<string, string?>(tag.Key, tag.Value)))
        .ToArray();
}
