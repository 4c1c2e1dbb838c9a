using MlTrack.Stores;

namespace MlTrack.Internal.Spooling;

/// <summary>The artifacts of a run in a spool that has a limit.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LimitedArtifactRepository(IArtifactRepository inner, SpoolBudget budget) : IArtifactRepository
{
    /// <inheritdoc/>
    public string Uri => inner.Uri;

    /// <inheritdoc/>
    public async ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        var isKnown = content?.CanSeek == true;
        await budget.TakeAsync(isKnown ? content!.Length - content.Position : 0, artifactFile, cancellationToken).ConfigureAwait(false);
        await inner.UploadAsync(content!, artifactFile, cancellationToken).ConfigureAwait(false); // A null is the inner one's to refuse.
        if (!isKnown)
        {
            budget.Forget();
        }
    }

    /// <inheritdoc/>
    public async ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        await budget.TakeAsync(SizeOf(localFile), localFile, cancellationToken).ConfigureAwait(false);
        await inner.LogArtifactAsync(localFile, artifactPath, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        await budget.TakeAsync(SizeOf(localFolder), localFolder, cancellationToken).ConfigureAwait(false);
        await inner.LogArtifactsAsync(localFolder, artifactPath, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default) => inner.ListAsync(path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default) => inner.OpenReadAsync(path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default) =>
        inner.DownloadAsync(path, destinationFolder, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default) => inner.DeleteAsync(path, cancellationToken);

    // What is not there is the inner one's to say.
    private static long SizeOf(string? path) => path switch
    {
        null or "" => 0,
        _ when File.Exists(path) => new FileInfo(path).Length,
        _ when Directory.Exists(path) => SpoolTarget.SizeOf(path),
        _ => 0,
    };
}
