namespace MlTrack;

/// <summary>A registered model: a name under which versions are kept.</summary>
public sealed record RegisteredModel
{
    /// <summary>The name, unique in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>When the model was registered.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When the model or one of its versions was last changed.</summary>
    public DateTimeOffset LastUpdatedTime { get; init; }

    /// <summary>A text about the model, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The newest version of each stage.</summary>
    public IReadOnlyList<ModelVersion> LatestVersions { get; init; } = [];

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;

    /// <summary>The aliases, each with the number of the version it points to.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = EmptyMap.Strings;
}
