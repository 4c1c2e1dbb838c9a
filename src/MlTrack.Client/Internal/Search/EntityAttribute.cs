namespace MlTrack.Internal.Search;

/// <summary>What is searched.</summary>
internal enum EntityKind : byte
{
    Run,
    LoggedModel,
    Experiment,
    RegisteredModel,
    ModelVersion,
}

/// <summary>The attributes of all entities that can be searched or ordered by.</summary>
internal enum EntityAttribute : byte
{
    None,

    /// <summary>A run's id, or the id of the run that a model version came from. Text.</summary>
    RunId,

    /// <summary>A run's name. Text.</summary>
    RunName,

    /// <summary>The state of a run or logged model as MLflow writes it. Text.</summary>
    Status,

    /// <summary>Text.</summary>
    UserId,

    /// <summary>Text.</summary>
    ArtifactUri,

    /// <summary>Text.</summary>
    ExperimentId,

    /// <summary>Text.</summary>
    Name,

    /// <summary>Text.</summary>
    SourcePath,

    /// <summary>Text.</summary>
    ModelId,

    /// <summary>Text.</summary>
    ModelType,

    /// <summary>Text.</summary>
    SourceRunId,

    /// <summary>Milliseconds since 1970.</summary>
    StartTime,

    /// <summary>Milliseconds since 1970.</summary>
    EndTime,

    /// <summary>End less start in milliseconds. Not part of MLflow.</summary>
    Duration,

    /// <summary>Milliseconds since 1970.</summary>
    CreationTime,

    /// <summary>Milliseconds since 1970.</summary>
    LastUpdateTime,

    /// <summary>A whole number.</summary>
    VersionNumber,
}

internal static class EntityAttributes
{
    /// <summary>True for attributes that are numbers.</summary>
    public static bool IsNumeric(this EntityAttribute attribute) => attribute >= EntityAttribute.StartTime;
}
