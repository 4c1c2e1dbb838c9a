namespace MlTrack;

/// <summary>How a run starts. Every value is read when the run is started.</summary>
public sealed class RunOptions
{
    /// <summary>The name of the run's experiment, which is created when there is none.</summary>
    /// <value>The default is null: <see cref="ExperimentId"/>, then <c>MLFLOW_EXPERIMENT_NAME</c>, <c>MLFLOW_EXPERIMENT_ID</c>, then the experiment <c>0</c>.</value>
    public string? ExperimentName { get; set; }

    /// <summary>The id of the run's experiment.</summary>
    /// <value>The default is null: see <see cref="ExperimentName"/>. Both may be given if they mean the same experiment.</value>
    public string? ExperimentId { get; set; }

    /// <summary>The run's name; when a run is resumed, its new name.</summary>
    /// <value>The default is null: the tag <c>mlflow.runName</c>, and without it a generated name such as <c>bold-fox-123</c>.</value>
    public string? RunName { get; set; }

    /// <summary>A text about the run, in Markdown: the tag <c>mlflow.note.content</c>.</summary>
    /// <value>The default is null.</value>
    public string? Description { get; set; }

    /// <summary>Tags to set; they win over those that are captured.</summary>
    /// <value>The default is null: none.</value>
    public IReadOnlyDictionary<string, string>? Tags { get; set; }

    /// <summary>The run that this one belongs to, which may be one of another process: the tag <c>mlflow.parentRunId</c>.</summary>
    /// <value>The default is null: no parent.</value>
    public string? ParentRunId { get; set; }

    /// <summary>The run to go on with. It becomes RUNNING again and keeps its old end until it ends again, as in MLflow.</summary>
    /// <value>The default is null: <c>MLFLOW_RUN_ID</c> (used once, as in MLflow), else a new run.</value>
    public string? RunId { get; set; }

    /// <summary>What happens when the store cannot be written or does not answer.</summary>
    /// <value>The default is <see cref="MlTrack.StartFallback.None"/>: an exception.</value>
    public StartFallback StartFallback { get; set; }

    /// <summary>Whether the machine's load is logged beside the run (MLflow's <c>system/…</c> metrics).</summary>
    /// <value>The default is null: <c>MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING</c>, and without it no.</value>
    public bool? LogSystemMetrics { get; set; }

    /// <summary>Whether commit, branch, remote and changes of the program's git work tree become tags.</summary>
    /// <value>The default is true.</value>
    public bool CaptureGit { get; set; } = true;

    /// <summary>Whether runtime, operating system and package versions become tags.</summary>
    /// <value>The default is true.</value>
    public bool CaptureEnvironment { get; set; } = true;

    internal RunOptions Clone() => (RunOptions)MemberwiseClone();
}
