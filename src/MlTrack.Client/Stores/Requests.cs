namespace MlTrack.Stores;

/// <summary>What a new experiment shall be.</summary>
public sealed record CreateExperimentRequest
{
    /// <summary>The name, 1 to 500 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where artifacts go; null for the store's own place.</summary>
    public string? ArtifactLocation { get; init; }

    /// <summary>The first tags.</summary>
    public IReadOnlyList<RunTag> Tags { get; init; } = [];
}

/// <summary>What a new run shall be.</summary>
public sealed record CreateRunRequest
{
    /// <summary>The experiment; must be active.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>Who starts the run.</summary>
    public string UserId { get; init; } = "unknown";

    /// <summary>When the run started; null for now.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The name; null or empty for the tag <c>mlflow.runName</c>, and without that for a generated one.</summary>
    public string? RunName { get; init; }

    /// <summary>The first tags.</summary>
    public IReadOnlyList<RunTag> Tags { get; init; } = [];

    /// <summary>
    /// The id that the run shall have, where the store lets the caller choose (file and memory store: needed by replication and
    /// tests); null for a new one. Servers ignore it, as MLflow's does.
    /// </summary>
    public string? RunId { get; init; }
}

/// <summary>What changes in a run; null stays as it is.</summary>
public sealed record RunUpdate
{
    /// <summary>The new state.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>The new end.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The new name; empty is taken as null.</summary>
    public string? RunName { get; init; }
}

/// <summary>A set of things to log into one run.</summary>
public sealed record RunBatch
{
    /// <summary>Points, at most 1,000.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Params, at most 100.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];

    /// <summary>Tags, at most 100.</summary>
    public IReadOnlyList<RunTag> Tags { get; init; } = [];
}

/// <summary>What a new logged model shall be.</summary>
public sealed record CreateLoggedModelRequest
{
    /// <summary>The experiment; must be active.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name; null or empty for a generated one.</summary>
    public string? Name { get; init; }

    /// <summary>The run that makes the model, or null.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>The kind of model, a free text, or null.</summary>
    public string? ModelType { get; init; }

    /// <summary>The first tags.</summary>
    public IReadOnlyList<RunTag> Tags { get; init; } = [];

    /// <summary>The params.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];
}
