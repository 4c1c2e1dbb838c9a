using MlTrack.Stores;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>Where the artifacts behind a path are.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Path">The path in it; empty for its root.</param>
/// <param name="Shown">The path as clients know it, for messages.</param>
internal readonly record struct ArtifactPlace(IArtifactRepository Repository, string Path, string Shown);
