using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>The files of one run or logged model, in memory. A file being read is not touched by one that replaces it.</summary>
internal sealed class MemoryArtifactRepository : IArtifactRepository
{
    private const int CopyBuffer = 81920;

    private readonly MemoryArtifacts _artifacts;

    internal MemoryArtifactRepository(MemoryArtifacts artifacts, string uri)
    {
        _artifacts = artifacts;
        Uri = uri;
    }

    public string Uri { get; }

    public async ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(content);
        ArtifactPaths.CheckFile(artifactFile);
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, CopyBuffer, cancellationToken).ConfigureAwait(false);
        _artifacts.SetFile(artifactFile, buffer.ToArray());
    }

    public ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localFile);
        return CopyFileAsync(new FileInfo(localFile), ArtifactPaths.CheckFolder(artifactPath), cancellationToken);
    }

    public async ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(localFolder);
        var target = ArtifactPaths.CheckFolder(artifactPath);
        var pending = new Stack<(DirectoryInfo Folder, string Target)>();
        pending.Push((new DirectoryInfo(localFolder), target));
        while (pending.Count > 0)
        {
            var (folder, path) = pending.Pop();
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (entry is FileInfo file)
                {
                    await CopyFileAsync(file, path, cancellationToken).ConfigureAwait(false);
                }
                else if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
                {
                    // A link to a folder may lead back up; the files of such folders belong to somewhere else.
                    var inner = ArtifactPaths.Join(path, entry.Name);
                    ArtifactPaths.CheckFolder(inner);
                    _artifacts.AddFolder(inner);
                    pending.Push(((DirectoryInfo)entry, inner));
                }
            }
        }
    }

    public ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyList<ArtifactInfo>>(_artifacts.List(ArtifactPaths.NormalizeForList(path)));
    }

    public ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArtifactPaths.CheckFile(path);
        return new ValueTask<Stream>(
            new MemoryStream(_artifacts.FindFile(path) ?? throw TrackingErrors.ArtifactNotFound(path), writable: false));
    }

    public async ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(destinationFolder);
        var wanted = ArtifactPaths.CheckFolder(path);
        var entries = _artifacts.Collect(wanted);
        if (entries.Count == 0 && wanted.Length > 0)
        {
            throw TrackingErrors.ArtifactNotFound(wanted);
        }

        Directory.CreateDirectory(destinationFolder);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var local = ArtifactPaths.ToLocal(destinationFolder, entry.Key);
            if (entry.Value is null)
            {
                Directory.CreateDirectory(local);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(local)!); // Lies below the destination, so that it has a parent.
            using var file = new FileStream(local, FileMode.Create, FileAccess.Write, FileShare.Read, CopyBuffer, useAsync: true);
            await file.WriteAsync(entry.Value, 0, entry.Value.Length, cancellationToken).ConfigureAwait(false);
        }

        return wanted.Length == 0 ? Path.GetFullPath(destinationFolder) : ArtifactPaths.ToLocal(destinationFolder, wanted);
    }

    public ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _artifacts.Remove(ArtifactPaths.CheckFolder(path));
        return default;
    }

    private async ValueTask CopyFileAsync(FileInfo file, string folder, CancellationToken cancellationToken)
    {
        var path = ArtifactPaths.Join(folder, file.Name);
        ArtifactPaths.CheckFile(path);
        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, CopyBuffer, useAsync: true);
        await UploadAsync(content, path, cancellationToken).ConfigureAwait(false);
    }
}
