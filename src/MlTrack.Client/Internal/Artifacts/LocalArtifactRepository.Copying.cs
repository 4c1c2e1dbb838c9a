using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <content>Copying from and to the caller's own files.</content>
internal sealed partial class LocalArtifactRepository
{
    /// <inheritdoc/>
    public async ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        var source = Path.GetFullPath(localFile ?? throw new ArgumentNullException(nameof(localFile)));
        var folder = ArtifactPathRules.CheckForWriting(artifactPath);
        var name = Path.GetFileName(source.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        var target = ArtifactPathRules.CheckFileForWriting(folder.Length == 0 ? name : folder + "/" + name);
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
        var source = Path.GetFullPath(localFolder ?? throw new ArgumentNullException(nameof(localFolder)));
        var target = ArtifactPathRules.CheckForWriting(artifactPath);
        if (!Directory.Exists(source))
        {
            throw new DirectoryNotFoundException($"There is no folder '{source}' to log.");
        }

        await CopyFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForReading(path);
        var destination = Path.GetFullPath(destinationFolder ?? throw new ArgumentNullException(nameof(destinationFolder)));
        var source = Find(normal);
        if (source is null)
        {
            throw ArtifactErrors.NotFound(path ?? string.Empty);
        }

        try
        {
            await DownloadAsync(normal, source, destination, [], cancellationToken).ConfigureAwait(false);
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.NotRegular)
        {
            throw ArtifactErrors.NotFound(path ?? string.Empty);
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }

        return ArtifactTree.Join(destination, normal);
    }

    // Real folders that are being copied, so that a link to one of them does not go round for ever.
    private async ValueTask DownloadAsync(
        string path, string source, string destination, HashSet<string> around, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = ArtifactTree.Join(destination, path);
        if (!IsFolder(source))
        {
            var folder = Path.GetDirectoryName(target) ?? destination;
            _files.CreateDirectory(folder);
            using var content = new ReadHandleStream(_files.OpenRead(source));
            await _writer.WriteAsync(folder, Path.GetFileName(target), content, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!around.Add(source))
        {
            return;
        }

        _files.CreateDirectory(target);
        foreach (var entry in List(path, source))
        {
            if (_tree.FindReal(entry.Path) is { } child)
            {
                await DownloadAsync(entry.Path, child, destination, around, cancellationToken).ConfigureAwait(false);
            }
        }

        around.Remove(source);
    }

    private async ValueTask CopyFolderAsync(string source, string target, CancellationToken cancellationToken)
    {
        // Read whole before anything is written: the artifacts may lie in the very folder that is logged.
        var walk = LocalFolderWalk.Read(_files, source, _tree.Root, cancellationToken);
        try
        {
            foreach (var folder in walk.Folders)
            {
                _tree.MakeFolder(ArtifactPathRules.CheckForWriting(Below(target, folder)));
            }
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, target);
        }

        foreach (var file in walk.Files)
        {
            await CopyFileAsync(ArtifactTree.Join(source, file), ArtifactPathRules.CheckFileForWriting(Below(target, file)), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask CopyFileAsync(string source, string target, CancellationToken cancellationToken)
    {
        var handle = LocalSource.Open(_files, source);
        using var content = new ReadHandleStream(handle);
        await PutAsync(content, handle.Stat(), target, cancellationToken).ConfigureAwait(false);
    }

    private static string Below(string target, string path) => path.Length == 0 ? target : target.Length == 0 ? path : target + "/" + path;
}
