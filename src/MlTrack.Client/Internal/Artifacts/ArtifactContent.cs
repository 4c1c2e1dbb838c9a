namespace MlTrack.Internal.Artifacts;

/// <summary>A file that is to be logged, and the tags that go with it, written after it.</summary>
internal sealed record ArtifactContent(string Path, byte[] Bytes, IReadOnlyList<RunTag> Tags);
