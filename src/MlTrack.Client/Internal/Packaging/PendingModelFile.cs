namespace MlTrack.Internal.Packaging;

/// <summary>A file of a model that is being made: a local one, or bytes.</summary>
internal sealed class PendingModelFile(string? localFile, byte[]? content)
{
    // One of the two is there.
    internal Stream Open() => localFile is null ? new MemoryStream(content!, writable: false) : new FileStream(localFile, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
}
