namespace MlTrack;

/// <summary>One line of a registered model's alias journal: an alias came to point to a version, or was removed.</summary>
/// <remarks>The journal is MlTrack's own; MLflow keeps none and moves aliases without a line.</remarks>
public sealed record AliasMove
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The number of the version that it points to since; null when it was removed.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The number of the version that it pointed to before; null when there was no such alias. Where this is not the <see cref="Version"/> of the line before, somebody who
    /// writes no journal (MLflow itself) has moved it in between.
    /// </summary>
    public string? PreviousVersion { get; init; }

    /// <summary>When, in whole milliseconds.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who: the user that a run would have in its tag <c>mlflow.user</c>; on a server the one who logged in.</summary>
    public string MovedBy { get; init; } = "";
}
