using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A data set's <c>meta.yaml</c>: <c>digest</c>, <c>name</c>, <c>profile</c>, <c>schema</c>, <c>source</c>, <c>source_type</c>; texts, or null for all but name and digest.
/// </summary>
internal static class DatasetMeta
{
    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out Dataset dataset, out string reason)
    {
        // Only looked at when the result is true.
        dataset = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        if (yaml.GetText("name") is not { } name || yaml.GetText("digest") is not { } digest)
        {
            reason = "'name' or 'digest' is missing";
            return false;
        }

        dataset = new Dataset
        {
            Name = name,
            Digest = digest,
            SourceType = yaml.GetText("source_type"),
            Source = yaml.GetText("source"),
            Schema = yaml.GetText("schema"),
            Profile = yaml.GetText("profile"),
        };
        return true;
    }

    /// <summary>Gives the file.</summary>
    internal static byte[] Format(Dataset dataset) => new PyYamlWriter()
        .Write("digest", dataset.Digest)
        .Write("name", dataset.Name)
        .Write("profile", dataset.Profile)
        .Write("schema", dataset.Schema)
        .Write("source", dataset.Source)
        .Write("source_type", dataset.SourceType)
        .ToArray();
}
