using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// An output's <c>meta.yaml</c>: <c>destination_id</c> (the model's id), <c>destination_type</c> (<c>MODEL_OUTPUT</c>), <c>source_id</c> (the same), <c>source_type</c> (<c>RUN_OUTPUT</c>),
/// <c>step</c>, <c>tags</c> (always <c>{}</c>).
/// </summary>
internal static class OutputMeta
{
    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out LoggedModelOutput output, out string reason)
    {
        // Only looked at when the result is true.
        output = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        if (yaml.GetText("destination_id") is not { } modelId || yaml.GetInt64("step") is not { } step)
        {
            reason = "'destination_id' or 'step' is missing";
            return false;
        }

        output = new LoggedModelOutput(modelId, step);
        return true;
    }

    /// <summary>Gives the file.</summary>
    internal static byte[] Format(string modelId, long step) => new PyYamlWriter()
        .Write("destination_id", modelId)
        .Write("destination_type", "MODEL_OUTPUT")
        .Write("source_id", modelId)
        .Write("source_type", "RUN_OUTPUT")
        .Write("step", step)
        .Write("tags", YamlMapping.Empty)
        .ToArray();
}
