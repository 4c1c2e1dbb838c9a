namespace MlTrack;

/// <summary>What a run is: ids, name, state and times.</summary>
public sealed record RunInfo
{
    /// <summary>The run's id: 32 hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>The id of the experiment that the run belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The run's name, also kept as the tag <c>mlflow.runName</c>.</summary>
    public string RunName { get; init; } = "";

    /// <summary>Who started the run.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The state.</summary>
    public RunStatus Status { get; init; } = RunStatus.Running;

    /// <summary>When the run started.</summary>
    public DateTimeOffset StartTime { get; init; }

    /// <summary>When the run ended; null while it is going on. A resumed run keeps the old end until it ends again.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether the run is in use or deleted.</summary>
    public LifecycleStage LifecycleStage { get; init; }

    /// <summary>When the run was deleted, while it is.</summary>
    public DateTimeOffset? DeletedTime { get; init; }

    /// <summary>Where the run's artifacts lie, as it was recorded. May be empty in old trees.</summary>
    public string ArtifactUri { get; init; } = "";

    /// <summary>
    /// True when the run says RUNNING although the process that wrote it is known to be gone. Only the file store can tell; MLflow has no such mark.
    /// </summary>
    public bool IsStale { get; init; }
}
