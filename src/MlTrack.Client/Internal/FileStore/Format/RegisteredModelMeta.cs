using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A registered model's <c>meta.yaml</c>: <c>aliases</c>, <c>creation_timestamp</c>, <c>deployment_job_id</c>, <c>deployment_job_state</c>, <c>description</c>,
/// <c>last_updated_timestamp</c>, <c>name</c>, <c>workspace</c>.
/// </summary>
/// <remarks>
/// Every key may be missing. The name is the folder's, so that a rename is one step; <c>aliases</c> is a copy that nobody reads, and is brought up to date
/// with each write. A rewrite changes the lines of the changed keys and no other byte.
/// </remarks>
internal sealed class RegisteredModelMeta
{
    internal string? Description { get; private init; }

    internal long CreationTime { get; private init; }

    internal long LastUpdatedTime { get; private init; }

    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out RegisteredModelMeta meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        var created = MetaYaml.GetTime(yaml, "creation_timestamp") ?? 0;
        meta = new RegisteredModelMeta
        {
            Description = yaml.GetText("description"),
            CreationTime = created,
            LastUpdatedTime = MetaYaml.GetTime(yaml, "last_updated_timestamp") ?? created,
        };
        return true;
    }

    /// <summary>Gives the file of a new model.</summary>
    internal static byte[] Format(RegisteredModel model) => new PyYamlWriter()
        .Write("aliases", Aliases(model.Aliases))
        .Write("creation_timestamp", model.CreationTime.ToUnixTimeMilliseconds())
        .WriteNull("deployment_job_id")
        .WriteNull("deployment_job_state")
        .Write("description", model.Description)
        .Write("last_updated_timestamp", model.LastUpdatedTime.ToUnixTimeMilliseconds())
        .Write("name", model.Name)
        .Write("workspace", "default")
        .ToArray();

    /// <summary>Gives the file after a change of the model or of one of its versions.</summary>
    /// <param name="more">Further keys that change.</param>
    internal static byte[] Update(
        ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> aliases, long updateTime, params KeyValuePair<string, YamlNode?>[] more) =>
        MetaYaml.Patch(content, [new("aliases", Aliases(aliases)), new("last_updated_timestamp", updateTime), .. more]);

    private static YamlMapping Aliases(IReadOnlyDictionary<string, string> aliases) => new(
        aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => new YamlEntry(YamlScalar.String(alias.Key), YamlScalar.String(alias.Value))));
}
