using MlTrack.Stores;

namespace MlTrack.Models;

/// <summary>What a model's URI leads to.</summary>
public sealed record ModelLocation
{
    /// <summary>The URI of the model's folder.</summary>
    public required string Uri { get; init; }

    /// <summary>Where the files are.</summary>
    public required IArtifactRepository Artifacts { get; init; }

    /// <summary>The model's folder in <see cref="Artifacts"/>; empty for its root.</summary>
    public string Path { get; init; } = "";

    /// <summary>The version, where the URI led over the registry; else null.</summary>
    public ModelVersion? Version { get; init; }

    /// <summary>The logged model, where there is one; else null.</summary>
    public LoggedModel? Model { get; init; }
}
