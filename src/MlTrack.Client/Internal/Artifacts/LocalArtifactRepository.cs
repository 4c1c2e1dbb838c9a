using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.Artifacts;

/// <summary>Artifacts in a folder of this machine, byte for byte as MLflow keeps them.</summary>
/// <remarks>
/// Thread-safe, and safe beside other processes. Everything but reading from a caller's slow stream is complete when the call returns: a caller with large
/// files that must not wait starts it on another thread. Faults of the disk give <see cref="MlTrackErrorCode.IoError"/>.
/// </remarks>
internal sealed partial class LocalArtifactRepository : IArtifactRepository
{
    private readonly IFileSystem _files;
    private readonly ArtifactTree _tree;
    private readonly ArtifactWriter _writer;

    /// <param name="rootPath">The folder; made when the first artifact comes.</param>
    /// <param name="boundary">The folder that links must not leave: the root of the store. Null for the artifacts' own.</param>
    internal LocalArtifactRepository(string rootPath, string uri, MlTrackClientOptions options, string? boundary = null, IFileSystem? files = null)
    {
        _files = files ?? PhysicalFileSystem.Instance;
        var root = WithoutEndingSeparator(Path.GetFullPath(rootPath));
        boundary = boundary is null ? root : WithoutEndingSeparator(Path.GetFullPath(boundary));
        _tree = new ArtifactTree(_files, root, boundary, options.FollowLinks, sync: options.Durability == Durability.Disk);
        _writer = new ArtifactWriter(_files, options);
        Uri = uri;
    }

    /// <inheritdoc/>
    public string Uri { get; }

    /// <inheritdoc/>
    public ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        if (content is null)
        {
            throw new ArgumentNullException(nameof(content));
        }

        if (artifactFile is null)
        {
            throw new ArgumentNullException(nameof(artifactFile));
        }

        return PutAsync(content, null, ArtifactPathRules.CheckFileForWriting(artifactFile), cancellationToken);
    }

    /// <summary>When an artifact that is listed was changed last; the year 1601 when it is gone.</summary>
    internal DateTime ChangedAt(string path) => File.GetLastWriteTimeUtc(ArtifactTree.Join(_tree.Root, path));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var normal = ArtifactPathRules.CheckForListing(path);
        try
        {
            IReadOnlyList<ArtifactInfo> found = _tree.FindReal(normal) is { } folder && IsFolder(folder) ? List(normal, folder) : [];
            return new ValueTask<IReadOnlyList<ArtifactInfo>>(found);
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var normal = ArtifactPathRules.CheckForReading(path ?? throw new ArgumentNullException(nameof(path)));
        var file = Find(normal) ?? throw ArtifactErrors.NotFound(path);
        try
        {
            return new ValueTask<Stream>(new ReadHandleStream(_files.OpenRead(file)));
        }
        catch (StoreIOException fault) when (fault.Error is StoreIOError.NotFound or StoreIOError.IsADirectory or StoreIOError.NotRegular)
        {
            throw ArtifactErrors.NotFound(path);
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForReading(path);
        try
        {
            // The last segment is not resolved: of a link the link is deleted, never what it leads to.
            var slash = normal.LastIndexOf('/');
            var folder = Find(slash < 0 ? string.Empty : normal.Substring(0, slash));
            if (folder is not null && normal.Length == 0)
            {
                DeleteContent(folder, cancellationToken);
            }
            else if (folder is not null)
            {
                Delete(Path.Combine(folder, normal.Substring(slash + 1)), cancellationToken);
            }
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }

        return default;
    }

    /// <summary>The folder with all links resolved; null when it is not there.</summary>
    internal string? FindRoot() => Find(string.Empty);

    private string? Find(string normal)
    {
        try
        {
            return _tree.FindReal(normal);
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }
    }

    private async ValueTask PutAsync(Stream content, FileStat? source, string artifactFile, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var slash = artifactFile.LastIndexOf('/');
        try
        {
            var folder = _tree.MakeFolder(slash < 0 ? string.Empty : artifactFile.Substring(0, slash));
            _tree.CheckSpelling(artifactFile);
            await _writer.WriteAsync(folder, artifactFile.Substring(slash + 1), content, source, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, artifactFile);
        }
    }

    private List<ArtifactInfo> List(string path, string folder)
    {
        var entries = new List<DirectoryEntry>();
        _files.TryList(folder, entries);
        var found = new List<ArtifactInfo>(entries.Count);
        foreach (var entry in entries)
        {
            var child = path.Length == 0 ? entry.Name : path + "/" + entry.Name;
            if (!entry.Name.StartsWith(ArtifactPathRules.UploadPrefix, StringComparison.Ordinal) && TryStat(child, folder, entry, out var stat))
            {
                found.Add(new ArtifactInfo(child, stat.Kind == EntryKind.Directory, stat.Kind == EntryKind.Directory ? null : stat.Size));
            }
        }

        found.Sort((x, y) => CodePointOrder.Instance.Compare(x.Path, y.Path));
        return found;
    }

    // False for what is no file and no folder, for links that are not followed, and for what was deleted meanwhile.
    private bool TryStat(string path, string folder, DirectoryEntry entry, out FileStat stat)
    {
        stat = default;
        var real = Path.Combine(folder, entry.Name);
        if (entry.Kind == EntryKind.Link)
        {
            try
            {
                if (_tree.FindReal(path) is not { } target)
                {
                    return false;
                }

                real = target;
            }
            catch (MlTrackException)
            {
                return false;
            }
        }

        return _files.TryStat(real, out stat) && stat.Kind is EntryKind.File or EntryKind.Directory;
    }

    private void Delete(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_files.TryStat(path, out var stat))
        {
            return;
        }

        if (stat.Kind != EntryKind.Directory)
        {
            _files.DeleteFile(path);
            return;
        }

        DeleteContent(path, cancellationToken);
        _files.RemoveDirectory(path);
    }

    private void DeleteContent(string folder, CancellationToken cancellationToken)
    {
        var entries = new List<DirectoryEntry>();
        _files.TryList(folder, entries);
        foreach (var entry in entries)
        {
            Delete(Path.Combine(folder, entry.Name), cancellationToken);
        }
    }

    private bool IsFolder(string path) => _files.TryStat(path, out var stat) && stat.Kind == EntryKind.Directory;

    private static string WithoutEndingSeparator(string path) =>
        path.Length > 1 && path[path.Length - 1] == Path.DirectorySeparatorChar && Path.GetDirectoryName(path) is not null
            ? path.TrimEnd(Path.DirectorySeparatorChar)
            : path;
}
