using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A logged model's <c>meta.yaml</c>: <c>artifact_location</c>, <c>creation_timestamp</c>, <c>experiment_id</c>, <c>last_updated_timestamp</c>, <c>lifecycle_stage</c>, <c>model_id</c>, <c>model_type</c>,
/// <c>name</c>, <c>source_run_id</c>, <c>status</c> (0 to 3), <c>status_message</c>.
/// </summary>
/// <remarks>
/// Only the value <c>deleted</c> of <c>lifecycle_stage</c> matters; MLflow drops the key when it finalizes a model. A missing status is READY.
/// A rewrite changes the lines of the changed keys and no other byte.
/// </remarks>
internal sealed class LoggedModelMeta
{
    private LoggedModelMeta(string modelId, string experimentId, string name)
    {
        ModelId = modelId;
        ExperimentId = experimentId;
        Name = name;
    }

    internal string ModelId { get; }

    internal string ExperimentId { get; }

    internal string Name { get; }

    internal string? ArtifactLocation { get; private init; }

    internal string? ModelType { get; private init; }

    internal string? SourceRunId { get; private init; }

    internal string? StatusMessage { get; private init; }

    internal LoggedModelStatus Status { get; private init; }

    internal LifecycleStage LifecycleStage { get; private init; }

    internal long CreationTime { get; private init; }

    internal long LastUpdateTime { get; private init; }

    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out LoggedModelMeta meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        foreach (var key in (ReadOnlySpan<string>)["model_id", "name", "experiment_id"])
        {
            if (yaml.GetText(key) is null)
            {
                reason = $"'{key}' is missing";
                return false;
            }
        }

        if (!TryGetStatus(yaml, out var status))
        {
            reason = $"Unknown model status: {MetaYaml.Show(yaml, "status")}";
            return false;
        }

        var created = MetaYaml.GetTime(yaml, "creation_timestamp") ?? 0;
        meta = new LoggedModelMeta(yaml.GetText("model_id")!, yaml.GetText("experiment_id")!, yaml.GetText("name")!)
        {
            ArtifactLocation = yaml.GetText("artifact_location"),
            ModelType = yaml.GetText("model_type"),
            SourceRunId = yaml.GetText("source_run_id"),
            StatusMessage = yaml.GetText("status_message"),
            Status = status,
            LifecycleStage = MetaYaml.GetLifecycleStage(yaml),
            CreationTime = created,
            LastUpdateTime = MetaYaml.GetTime(yaml, "last_updated_timestamp") ?? created,
        };
        return true;
    }

    /// <summary>Gives the file of a new model.</summary>
    internal static byte[] Format(LoggedModel model) => new PyYamlWriter()
        .Write("artifact_location", model.ArtifactLocation)
        .Write("creation_timestamp", model.CreationTime.ToUnixTimeMilliseconds())
        .Write("experiment_id", model.ExperimentId)
        .Write("last_updated_timestamp", model.LastUpdateTime.ToUnixTimeMilliseconds())
        .Write("lifecycle_stage", model.LifecycleStage.ToText())
        .Write("model_id", model.ModelId)
        .Write("model_type", model.ModelType)
        .Write("name", model.Name)
        .Write("source_run_id", model.SourceRunId)
        .Write("status", (int)model.Status)
        .Write("status_message", model.StatusMessage)
        .ToArray();

    /// <summary>Gives the file with another status.</summary>
    internal static byte[] SetStatus(ReadOnlyMemory<byte> content, LoggedModelStatus status, long updateTime) =>
        MetaYaml.Patch(content, [new("status", (long)status), new("last_updated_timestamp", updateTime)]);

    /// <summary>Gives the file of the deleted model.</summary>
    internal static byte[] Delete(ReadOnlyMemory<byte> content, long updateTime) =>
        MetaYaml.Patch(content, [new("lifecycle_stage", LifecycleStage.Deleted.ToText()), new("last_updated_timestamp", updateTime)]);

    private static bool TryGetStatus(YamlMapping yaml, out LoggedModelStatus status)
    {
        status = LoggedModelStatus.Ready;
        if (!yaml.TryGet("status", out var node) || node.IsNull)
        {
            return true;
        }

        var number = yaml.GetInt64("status");
        status = (LoggedModelStatus)(number ?? 0);
        return number is >= (long)LoggedModelStatus.Unspecified and <= (long)LoggedModelStatus.Failed;
    }
}
