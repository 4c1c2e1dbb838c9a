namespace MlTrack;

/// <summary>A model as MLflow 3 keeps it: an entity of its own beside the runs.</summary>
public sealed record LoggedModel
{
    /// <summary>The id: <c>m-</c> and 32 hexadecimal digits.</summary>
    public required string ModelId { get; init; }

    /// <summary>The experiment that the model belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Where the model's files lie, as it was recorded.</summary>
    public string ArtifactLocation { get; init; } = "";

    /// <summary>When the model was made.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When the model was last finalized or deleted. Tags and metrics do not change it, as in MLflow.</summary>
    public DateTimeOffset LastUpdateTime { get; init; }

    /// <summary>The kind of model, a free text, or null.</summary>
    public string? ModelType { get; init; }

    /// <summary>The run that made it, or null.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>The state.</summary>
    public LoggedModelStatus Status { get; init; } = LoggedModelStatus.Ready;

    /// <summary>A text about the state, or null.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Whether the model is in use or deleted.</summary>
    public LifecycleStage LifecycleStage { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;

    /// <summary>The params.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = EmptyMap.Strings;

    /// <summary>The latest point of each metric and data set.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];
}
