using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>
/// The files of one run or logged model, in memory, by the same rules as in a local folder. A file that is being read is not touched by
/// one that replaces it.
/// </summary>
internal sealed class MemoryArtifactRepository : IArtifactRepository
{
    private const int CopyBuffer = 81920;

    private readonly MemoryArtifacts _artifacts;

    internal MemoryArtifactRepository(MemoryArtifacts artifacts, string uri)
    {
        _artifacts = artifacts;
        Uri = uri;
    }

    /// <inheritdoc/>
    public string Uri { get; }

    /// <inheritdoc/>
    public ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(content);
        Guard.NotNull(artifactFile);
        return PutAsync(content, ArtifactPathRules.CheckFileForWriting(artifactFile), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localFile);
        var source = Path.GetFullPath(localFile);
        var name = Path.GetFileName(source.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        var target = ArtifactPathRules.CheckFileForWriting(Below(ArtifactPathRules.CheckForWriting(artifactPath), name));
        if (Directory.Exists(source))
        {
            // As in MLflow: the folder itself, by its name.
            await CopyFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        await CopyFileAsync(source, target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localFolder);
        var source = Path.GetFullPath(localFolder);
        var target = ArtifactPathRules.CheckForWriting(artifactPath);
        if (!Directory.Exists(source))
        {
            throw new DirectoryNotFoundException($"There is no folder '{source}' to log.");
        }

        await CopyFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyList<ArtifactInfo>>(_artifacts.List(ArtifactPathRules.CheckForListing(path)));
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        var content = _artifacts.FindFile(ArtifactPathRules.CheckForReading(path)) ?? throw ArtifactErrors.NotFound(path);
        return new ValueTask<Stream>(new MemoryStream(content, writable: false));
    }

    /// <inheritdoc/>
    public async ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(destinationFolder);
        var normal = ArtifactPathRules.CheckForReading(path);
        var destination = Path.GetFullPath(destinationFolder);
        var entries = _artifacts.Collect(normal);
        if (entries.Count == 0 && normal.Length > 0)
        {
            throw ArtifactErrors.NotFound(normal);
        }

        Directory.CreateDirectory(destination);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var local = ArtifactTree.Join(destination, entry.Key);
            if (entry.Value is not { } content)
            {
                Directory.CreateDirectory(local);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(local) ?? destination);
            using var file = new FileStream(local, FileMode.Create, FileAccess.Write, FileShare.Read, CopyBuffer, useAsync: true);
            await file.WriteAsync(content, 0, content.Length, cancellationToken).ConfigureAwait(false);
        }

        return ArtifactTree.Join(destination, normal);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _artifacts.Remove(ArtifactPathRules.CheckForReading(path));
        return default;
    }

    private static string Below(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : folder + "/" + name;

    private async ValueTask PutAsync(Stream content, string artifactFile, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, CopyBuffer, cancellationToken).ConfigureAwait(false);
        _artifacts.SetFile(artifactFile, buffer.ToArray());
    }

    private async ValueTask CopyFolderAsync(string source, string target, CancellationToken cancellationToken)
    {
        // Nothing is left out: memory cannot lie within the folder that is copied.
        var walk = LocalFolderWalk.Read(PhysicalFileSystem.Instance, source, except: null, cancellationToken);
        foreach (var folder in walk.Folders)
        {
            _artifacts.AddFolder(ArtifactPathRules.CheckForWriting(Below(target, folder)));
        }

        foreach (var file in walk.Files)
        {
            await CopyFileAsync(ArtifactTree.Join(source, file), ArtifactPathRules.CheckFileForWriting(Below(target, file)), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask CopyFileAsync(string source, string target, CancellationToken cancellationToken)
    {
        using var content = new ReadHandleStream(LocalSource.Open(PhysicalFileSystem.Instance, source));
        await PutAsync(content, target, cancellationToken).ConfigureAwait(false);
    }
}
