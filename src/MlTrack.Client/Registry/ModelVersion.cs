namespace MlTrack;

/// <summary>One version of a registered model.</summary>
public sealed record ModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number, counting from 1, as text (MLflow's form).</summary>
    public required string Version { get; init; }

    /// <summary>When the version was made.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When the version was last changed.</summary>
    public DateTimeOffset LastUpdatedTime { get; init; }

    /// <summary>A text about the version, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Who made it, or null.</summary>
    public string? UserId { get; init; }

    /// <summary>The stage: <c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>. MLflow has retired stages in favour of aliases.</summary>
    public string CurrentStage { get; init; } = "None";

    /// <summary>Where the model comes from: <c>runs:/…</c>, <c>models:/…</c> or a location.</summary>
    public string? Source { get; init; }

    /// <summary>The run that made it, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>A link to the run on a server, or null.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model behind it, or null.</summary>
    public string? ModelId { get; init; }

    /// <summary>The state of the registration.</summary>
    public ModelVersionStatus Status { get; init; } = ModelVersionStatus.Ready;

    /// <summary>A text about the state, or null.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;

    /// <summary>The aliases that point to this version.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>The state of a model version's registration.</summary>
public enum ModelVersionStatus
{
    /// <summary><c>READY</c>: it can be used.</summary>
    Ready = 0,

    /// <summary><c>PENDING_REGISTRATION</c>: its files are being written.</summary>
    PendingRegistration,

    /// <summary><c>FAILED_REGISTRATION</c>: writing its files failed.</summary>
    FailedRegistration,
}
