namespace MlTrack;

/// <summary>An experiment: a named group of runs.</summary>
public sealed record Experiment
{
    /// <summary>The id: 18 decimal digits, or <c>0</c> for the experiment <c>Default</c>. Older trees hold other forms.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name, unique among active and deleted experiments of a store.</summary>
    public required string Name { get; init; }

    /// <summary>The URI below which runs of this experiment keep their artifacts, as it was recorded.</summary>
    public string ArtifactLocation { get; init; } = "";

    /// <summary>Whether the experiment is in use or deleted.</summary>
    public LifecycleStage LifecycleStage { get; init; }

    /// <summary>When the experiment was made; null in trees of very old versions.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>When the experiment was last renamed, deleted or restored. Tags and runs do not change it, as in MLflow.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>The experiment's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;
}
