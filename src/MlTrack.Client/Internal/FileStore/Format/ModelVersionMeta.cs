using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A model version's <c>meta.yaml</c>: <c>creation_timestamp</c>, <c>current_stage</c>, <c>deployment_job_state</c>, <c>description</c>, <c>last_updated_timestamp</c>,
/// <c>model_id</c>, <c>name</c>, <c>run_id</c>, <c>run_link</c>, <c>source</c>, <c>status</c>, <c>status_message</c>, <c>storage_location</c>, <c>user_id</c>,
/// <c>version</c> (an integer), <c>workspace</c>.
/// </summary>
/// <remarks>
/// Every key may be missing; name and number are those of the folders. A missing stage is <c>None</c>. Stores that a server wrote hold empty texts for
/// null. A rewrite changes the lines of the changed keys and no other byte.
/// </remarks>
internal static class ModelVersionMeta
{
    /// <summary>Reads the file.</summary>
    /// <param name="name">The model, by its folder.</param>
    /// <param name="version">The number, by its folder.</param>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, string name, long version, out StoredVersion meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        var created = MetaYaml.GetTime(yaml, "creation_timestamp") ?? 0;
        var entity = new ModelVersion
        {
            Name = name,
            Version = RegistryRules.FormatVersion(version),
            CreationTime = MetaYaml.ToTime(created),
            LastUpdatedTime = MetaYaml.ToTime(MetaYaml.GetTime(yaml, "last_updated_timestamp") ?? created),
            Description = yaml.GetText("description"),
            UserId = yaml.GetText("user_id"),
            CurrentStage = yaml.GetText("current_stage") ?? RegistryRules.NoStage,
            Source = yaml.GetText("source"),
            RunId = yaml.GetText("run_id"),
            RunLink = yaml.GetText("run_link"),
            ModelId = yaml.GetText("model_id"),
            Status = WireText.TryParseModelVersionStatus(yaml.GetText("status"), out var status) ? status : ModelVersionStatus.Ready,
            StatusMessage = yaml.GetText("status_message"),
        };
        meta = new StoredVersion(entity, yaml.GetText("storage_location"));
        return true;
    }

    /// <summary>Gives the file of a new version.</summary>
    internal static byte[] Format(StoredVersion version, long number)
    {
        var entity = version.Entity;
        return new PyYamlWriter()
            .Write("creation_timestamp", entity.CreationTime.ToUnixTimeMilliseconds())
            .Write("current_stage", entity.CurrentStage)
            .WriteNull("deployment_job_state")
            .Write("description", entity.Description)
            .Write("last_updated_timestamp", entity.LastUpdatedTime.ToUnixTimeMilliseconds())
            .Write("model_id", entity.ModelId)
            .Write("name", entity.Name)
            .Write("run_id", entity.RunId)
            .Write("run_link", entity.RunLink)
            .Write("source", entity.Source)
            .Write("status", entity.Status.ToText())
            .Write("status_message", entity.StatusMessage)
            .Write("storage_location", version.StorageLocation)
            .Write("user_id", entity.UserId)
            .Write("version", number)
            .Write("workspace", "default")
            .ToArray();
    }

    /// <summary>Gives the file with one key changed.</summary>
    internal static byte[] Update(ReadOnlyMemory<byte> content, string key, string value, long updateTime) =>
        MetaYaml.Patch(content, [new(key, value), new("last_updated_timestamp", updateTime)]);
}
