using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A run's <c>meta.yaml</c>: <c>artifact_uri</c>, <c>deleted_time</c> (only while deleted), <c>end_time</c>, <c>entry_point_name</c>, <c>experiment_id</c>,
/// <c>lifecycle_stage</c>, <c>run_id</c>, <c>run_name</c>, <c>source_name</c>, <c>source_type</c>, <c>source_version</c>, <c>start_time</c>, <c>status</c> (1 to 5), <c>tags</c> (always <c>[]</c>),
/// <c>user_id</c>; ids are texts, times integers in milliseconds since 1970 UTC.
/// </summary>
/// <remarks>
/// <para><c>run_id</c>, <c>experiment_id</c> and <c>start_time</c> must be there, and a status that is there must be a known number. Everything else has a
/// default, where MLflow fails.</para>
/// <para>A rewrite changes the lines of the changed keys and no other byte, so that keys of other versions survive.</para>
/// </remarks>
internal sealed class RunMeta
{
    private const int SourceTypeLocal = 4;

    internal RunMeta(string runId, string experimentId, long startTime)
    {
        RunId = runId;
        ExperimentId = experimentId;
        StartTime = startTime;
    }

    internal string RunId { get; }

    internal string ExperimentId { get; }

    internal long StartTime { get; }

    internal string? RunName { get; init; }

    internal string? UserId { get; init; }

    internal string? ArtifactUri { get; init; }

    internal RunStatus Status { get; init; }

    internal long? EndTime { get; init; }

    internal long? DeletedTime { get; init; }

    internal LifecycleStage LifecycleStage { get; init; }

    /// <summary>What MLflow needs and the file does not have, in words; null if it is complete.</summary>
    internal string? Missing { get; private init; }

    /// <summary>Reads the file.</summary>
    /// <param name="reason">Why it is none.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out RunMeta meta, out string reason)
    {
        // Only looked at when the result is true.
        meta = null!;
        if (!MetaYaml.TryParse(content, out var yaml, out reason))
        {
            return false;
        }

        var runId = yaml.GetText("run_id");
        var experimentId = yaml.GetText("experiment_id");
        var startTime = MetaYaml.GetTime(yaml, "start_time");
        if (runId is null || experimentId is null || startTime is null)
        {
            reason = $"'{(runId is null ? "run_id" : experimentId is null ? "experiment_id" : "start_time")}' is missing or no valid value";
            return false;
        }

        if (!TryGetStatus(yaml, out var status))
        {
            reason = $"'{MetaYaml.Show(yaml, "status")}' is no run status (1 to 5)";
            return false;
        }

        meta = new RunMeta(runId, experimentId, startTime.Value)
        {
            RunName = yaml.GetText("run_name"),
            UserId = yaml.GetText("user_id"),
            ArtifactUri = yaml.GetText("artifact_uri"),
            Status = status,
            EndTime = MetaYaml.GetTime(yaml, "end_time"),
            DeletedTime = MetaYaml.GetTime(yaml, "deleted_time"),
            LifecycleStage = MetaYaml.GetLifecycleStage(yaml),
            Missing = FindMissing(yaml),
        };
        return true;
    }

    /// <summary>Gives the file of a new run.</summary>
    internal static byte[] Format(RunInfo run) => new PyYamlWriter()
        .Write("artifact_uri", run.ArtifactUri)
        .Write("end_time", run.EndTime?.ToUnixTimeMilliseconds())
        .Write("entry_point_name", "")
        .Write("experiment_id", run.ExperimentId)
        .Write("lifecycle_stage", run.LifecycleStage.ToText())
        .Write("run_id", run.RunId)
        .Write("run_name", run.RunName)
        .Write("source_name", "")
        .Write("source_type", SourceTypeLocal)
        .Write("source_version", "")
        .Write("start_time", run.StartTime.ToUnixTimeMilliseconds())
        .Write("status", (int)run.Status)
        .WriteEmptySequence("tags")
        .Write("user_id", run.UserId)
        .ToArray();

    /// <summary>Gives the file with some keys changed.</summary>
    internal static byte[] Rewrite(ReadOnlyMemory<byte> content, RunMetaChange change)
    {
        var changes = new List<KeyValuePair<string, YamlNode?>>();
        if (change.RunName is { } name)
        {
            changes.Add(new("run_name", name));
        }

        if (change.Status is { } status)
        {
            changes.Add(new("status", (long)status));
        }

        if (change.EndTime is { } endTime)
        {
            changes.Add(new("end_time", endTime));
        }

        if (change.LifecycleStage is { } stage)
        {
            changes.Add(new("lifecycle_stage", stage.ToText()));
            changes.Add(new("deleted_time", stage == LifecycleStage.Deleted && change.DeletedTime is { } time ? (YamlNode)time : null));
        }

        return MetaYaml.Patch(content, changes);
    }

    private static bool TryGetStatus(YamlMapping yaml, out RunStatus status)
    {
        status = RunStatus.Running;
        if (!yaml.TryGet("status", out var node) || node.IsNull)
        {
            return true;
        }

        var number = yaml.GetInt64("status");
        status = (RunStatus)(number ?? 0);
        return number is >= (long)RunStatus.Running and <= (long)RunStatus.Killed;
    }

    private static string? FindMissing(YamlMapping yaml)
    {
        foreach (var key in (ReadOnlySpan<string>)["end_time", "user_id"])
        {
            if (!yaml.ContainsKey(key))
            {
                return key;
            }
        }

        if (yaml.GetText("user_id") is null)
        {
            return "user_id";
        }

        return yaml.TryGet("status", out var status) && status.IsNull ? "status" : null;
    }
}

/// <summary>What changes in a run's <c>meta.yaml</c>; null stays.</summary>
internal sealed record RunMetaChange
{
    internal string? RunName { get; init; }

    internal RunStatus? Status { get; init; }

    internal long? EndTime { get; init; }

    /// <summary>With a stage, <see cref="DeletedTime"/> is set or taken away too.</summary>
    internal LifecycleStage? LifecycleStage { get; init; }

    internal long? DeletedTime { get; init; }

    internal bool IsEmpty => RunName is null && Status is null && EndTime is null && LifecycleStage is null;
}
