namespace MlTrack.Stores;

/// <summary>The files of one run or logged model. Paths are relative to it and use <c>/</c>; the empty path is its root.</summary>
/// <remarks>
/// Implementations are thread-safe. A file becomes visible whole or not at all. Paths that leave the root, or could mean another
/// file than they say, are refused with <see cref="MlTrackErrorCode.InvalidParameterValue"/>.
/// </remarks>
public interface IArtifactRepository
{
    /// <summary>The URI of the root, without secrets.</summary>
    string Uri { get; }

    /// <summary>Writes a file from a stream, replacing one that is there.</summary>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="artifactFile">The file's path.</param>
    /// <param name="cancellationToken">Stops; then the file is as it was before.</param>
    /// <returns>A task that ends when the file is there.</returns>
    ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default);

    /// <summary>Copies a local file into a folder of the artifacts.</summary>
    /// <param name="localFile">The local file.</param>
    /// <param name="artifactPath">The folder; null or empty for the root.</param>
    /// <param name="cancellationToken">Stops; then the file is as it was before.</param>
    /// <returns>A task that ends when the file is there.</returns>
    ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default);

    /// <summary>Copies the content of a local folder into a folder of the artifacts.</summary>
    /// <param name="localFolder">The local folder.</param>
    /// <param name="artifactPath">The folder; null or empty for the root.</param>
    /// <param name="cancellationToken">Stops; files copied before stay.</param>
    /// <returns>A task that ends when all files are there.</returns>
    ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default);

    /// <summary>Lists one folder, sorted by path. A file, or a path that does not exist, gives an empty list, as in MLflow.</summary>
    /// <param name="path">The folder; null or empty for the root.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The entries.</returns>
    ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a file for reading. The caller disposes the stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The content.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is no such file.</exception>
    ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Copies a file, or a folder with all that is in it, to a local folder.</summary>
    /// <param name="path">The file or folder; null or empty for all.</param>
    /// <param name="destinationFolder">The local folder; made when missing.</param>
    /// <param name="cancellationToken">Stops; files copied before stay.</param>
    /// <returns>The local path of what was asked for.</returns>
    ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default);

    /// <summary>Removes a file, or a folder with all that is in it; nothing happens when there is none.</summary>
    /// <param name="path">The file or folder; null or empty for all.</param>
    /// <param name="cancellationToken">Stops; what was removed stays removed.</param>
    /// <returns>A task that ends when it is gone.</returns>
    ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default);
}
