namespace MlTrack;

/// <summary>An entry of an artifact folder: MLflow's <c>FileInfo</c>.</summary>
/// <param name="Path">The path relative to the artifact root, with <c>/</c>.</param>
/// <param name="IsDirectory">True for a folder.</param>
/// <param name="FileSize">The size in bytes; null for a folder.</param>
public sealed record ArtifactInfo(string Path, bool IsDirectory, long? FileSize);
