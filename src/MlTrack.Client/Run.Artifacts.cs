using System.Text;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

/// <content>Artifacts.</content>
public sealed partial class Run
{
    /// <summary>Copies a file, or a folder by its name, into the artifacts: MLflow's <c>log_artifact</c>.</summary>
    /// <param name="localPath">The file or folder.</param>
    /// <param name="artifactPath">The folder of the artifacts to put it in; null for the root.</param>
    /// <returns>This run.</returns>
    /// <remarks>
    /// On a local disk the copy is complete when the call returns; elsewhere it goes on in the background, and the file must stay as it is until the run is
    /// flushed or ends. A file that exists is replaced, at once and whole. While the disk is full the path is kept and copied later.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    /// <example><code>run.LogArtifact("confusion.csv", "reports");</code></example>
    public Run LogArtifact(string localPath, string? artifactPath = null)
    {
        Guard.NotNull(localPath);
        return Log(FileArtifact(localPath, artifactPath));
    }

    /// <summary>Copies what is in a folder into the artifacts: MLflow's <c>log_artifacts</c>.</summary>
    /// <param name="localFolder">The folder; empty folders in it are kept.</param>
    /// <param name="artifactPath">The folder of the artifacts to put it in; null for the root.</param>
    /// <returns>This run.</returns>
    /// <remarks>As with <see cref="LogArtifact(string, string?)"/>.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: not everything was stored.</exception>
    public Run LogArtifacts(string localFolder, string? artifactPath = null)
    {
        Guard.NotNull(localFolder);
        return Log(FolderArtifact(localFolder, artifactPath));
    }

    /// <summary>Writes a text as an artifact, in UTF-8: MLflow's <c>log_text</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="artifactFile">The file, such as <c>notes/readme.md</c>.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Run LogText(string text, string artifactFile)
    {
        Guard.NotNull(text);
        Guard.NotNull(artifactFile);
        return Log(TextArtifact("LogText", text, artifactFile));
    }

    /// <summary>Writes bytes as an artifact, such as an image that is only shown as a file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="artifactFile">The file, such as <c>plots/roc.png</c>.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Run LogArtifact(byte[] content, string artifactFile)
    {
        Guard.NotNull(content);
        Guard.NotNull(artifactFile);
        return Log(BytesArtifact("LogArtifact", content, artifactFile));
    }

    /// <summary>Copies a file, or a folder by its name, into the artifacts, and returns when it is there.</summary>
    /// <param name="localPath">The file or folder.</param>
    /// <param name="artifactPath">The folder of the artifacts to put it in; null for the root.</param>
    /// <param name="cancellationToken">Stops; then the file is as it was before.</param>
    /// <returns>True when it is there; false when it could not be stored, which <see cref="Failures"/> explains.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Task<bool> LogArtifactAsync(string localPath, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localPath);
        return StoreAsync(FileArtifact(localPath, artifactPath), cancellationToken);
    }

    /// <summary>Writes a stream as an artifact, and returns when it is there.</summary>
    /// <param name="content">The content, read to its end and not disposed.</param>
    /// <param name="artifactFile">The file, such as <c>model/weights.bin</c>.</param>
    /// <param name="cancellationToken">Stops; then the file is as it was before.</param>
    /// <returns>True when it is there; false when it could not be stored, which <see cref="Failures"/> explains.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Task<bool> LogArtifactAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(content);
        Guard.NotNull(artifactFile);
        return StoreAsync(
            new PendingArtifact(_artifacts, "LogArtifact", artifactFile, (artifacts, token) => artifacts.UploadAsync(content, artifactFile, token)),
            cancellationToken);
    }

    /// <summary>Copies what is in a folder into the artifacts, and returns when it is there.</summary>
    /// <param name="localFolder">The folder; empty folders in it are kept.</param>
    /// <param name="artifactPath">The folder of the artifacts to put it in; null for the root.</param>
    /// <param name="cancellationToken">Stops; files copied before stay.</param>
    /// <returns>True when all is there; false when it could not be stored, which <see cref="Failures"/> explains.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: not everything was stored.</exception>
    public Task<bool> LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localFolder);
        return StoreAsync(FolderArtifact(localFolder, artifactPath), cancellationToken);
    }

    private PendingArtifact FileArtifact(string localPath, string? artifactPath) => new(
        _artifacts,
        "LogArtifact",
        JoinPath(artifactPath, Path.GetFileName(localPath)),
        (artifacts, token) => artifacts.LogArtifactAsync(localPath, artifactPath, token));

    private PendingArtifact FolderArtifact(string localFolder, string? artifactPath) => new(
        _artifacts, "LogArtifacts", artifactPath ?? string.Empty, (artifacts, token) => artifacts.LogArtifactsAsync(localFolder, artifactPath, token));

    private PendingArtifact TextArtifact(string operation, string text, string artifactFile) =>
        BytesArtifact(operation, Encoding.UTF8.GetBytes(text), artifactFile);

    private PendingArtifact BytesArtifact(string operation, byte[] content, string artifactFile) => new(
        _artifacts,
        operation,
        artifactFile,
        (artifacts, token) => artifacts.UploadAsync(new MemoryStream(content, writable: false), artifactFile, token),
        content.Length);

    private async Task<bool> StoreAsync(PendingArtifact artifact, CancellationToken cancellationToken)
    {
        if (!IsOpenForWriting)
        {
            return false;
        }

        // The caller waits for the answer, so nothing is kept for later; otherwise this is the failure policy as everywhere.
        try
        {
            await artifact.StoreAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Writer.FailedForGood(artifact, exception);
            return false;
        }
    }

    private static string JoinPath(string? folder, string name) => string.IsNullOrEmpty(folder) ? name : folder + "/" + name;
}
