using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// An experiment's <c>meta.yaml</c>: <c>artifact_location</c>, <c>creation_time</c>, <c>effective_trace_archival_retention</c> (null), <c>experiment_id</c>, <c>last_update_time</c>,
/// <c>lifecycle_stage</c>, <c>name</c>, <c>trace_location</c> (null), <c>workspace</c> (<c>default</c>); MLflow adds <c>tags</c> on a rewrite and never reads them.
/// </summary>
/// <remarks>
/// <c>experiment_id</c> and <c>name</c> must be there. Whether the experiment is listed as active or deleted goes by its folder; <c>lifecycle_stage</c> only informs.
/// A rewrite changes the lines of the changed keys and no other byte.
/// </remarks>
internal sealed class ExperimentMeta
{
    private ExperimentMeta(string experimentId, string name)
    {
        ExperimentId = experimentId;
        Name = name;
    }

    internal string ExperimentId { get; }

    internal string Name { get; }

    internal string? ArtifactLocation { get; private init; }

    internal LifecycleStage LifecycleStage { get; private init; }

    internal long? CreationTime { get; private init; }

    internal long? LastUpdateTime { get; private init; }

    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out ExperimentMeta meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        foreach (var key in (ReadOnlySpan<string>)["experiment_id", "name", "lifecycle_stage", "artifact_location"])
        {
            if (!yaml.ContainsKey(key))
            {
                reason = $"'{key}' is missing";
                return false;
            }
        }

        // MLflow takes an experiment without a name for one called None.
        meta = new ExperimentMeta(yaml.GetText("experiment_id") ?? "", yaml.GetText("name") ?? "")
        {
            ArtifactLocation = yaml.GetText("artifact_location"),
            LifecycleStage = MetaYaml.GetLifecycleStage(yaml),
            CreationTime = MetaYaml.GetTime(yaml, "creation_time"),
            LastUpdateTime = MetaYaml.GetTime(yaml, "last_update_time"),
        };
        return true;
    }

    /// <summary>Gives the file of a new experiment.</summary>
    internal static byte[] Format(string experimentId, string name, string artifactLocation, long creationTime) => new PyYamlWriter()
        .Write("artifact_location", artifactLocation)
        .Write("creation_time", creationTime)
        .WriteNull("effective_trace_archival_retention")
        .Write("experiment_id", experimentId)
        .Write("last_update_time", creationTime)
        .Write("lifecycle_stage", LifecycleStage.Active.ToText())
        .Write("name", name)
        .WriteNull("trace_location")
        .Write("workspace", "default")
        .ToArray();

    /// <summary>Gives the file with another name.</summary>
    internal static byte[] Rename(ReadOnlyMemory<byte> content, string name, long updateTime) =>
        MetaYaml.Patch(content, [new("name", name), new("last_update_time", updateTime)]);

    /// <summary>Gives the file with another stage.</summary>
    internal static byte[] SetStage(ReadOnlyMemory<byte> content, LifecycleStage stage, long updateTime) =>
        MetaYaml.Patch(content, [new("lifecycle_stage", stage.ToText()), new("last_update_time", updateTime)]);
}
