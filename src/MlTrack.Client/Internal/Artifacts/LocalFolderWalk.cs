using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>Everything below a folder of the caller: all folders (also empty ones, which MLflow keeps) and files, as relative paths with <c>/</c>.</summary>
/// <remarks>Links are followed, since they are the caller's own; one that leads back to a folder around it is passed over.</remarks>
internal sealed class LocalFolderWalk
{
    private readonly IFileSystem _files;
    private readonly string? _except;
    private readonly HashSet<string> _around = new(StringComparer.Ordinal);
    private readonly List<string> _foundFolders = [];
    private readonly List<string> _foundFiles = [];

    private LocalFolderWalk(IFileSystem files, string? except)
    {
        _files = files;
        _except = except;
    }

    /// <summary>The folders, each before what is in it; the first is the folder itself, as the empty path.</summary>
    internal IReadOnlyList<string> Folders => _foundFolders;

    internal IReadOnlyList<string> Files => _foundFiles;

    /// <param name="except">A folder that is left out with all in it: the one that is copied to. Null for none.</param>
    internal static LocalFolderWalk Read(IFileSystem files, string folder, string? except, CancellationToken cancellationToken)
    {
        try
        {
            var walk = new LocalFolderWalk(files, except is null ? null : files.GetRealPath(except));
            walk.Add(folder, string.Empty, cancellationToken);
            return walk;
        }
        catch (StoreIOException fault)
        {
            throw new MlTrackException(MlTrackErrorCode.IoError, fault.Message, fault) { IsTransient = fault.IsTransient, Path = fault.Path };
        }
    }

    private void Add(string folder, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var real = _files.GetRealPath(folder);
        if (real is null || string.Equals(real, _except, StringComparison.Ordinal) || !_around.Add(real))
        {
            return;
        }

        _foundFolders.Add(path);
        var entries = new List<DirectoryEntry>();
        _files.TryList(folder, entries);
        foreach (var entry in entries)
        {
            // What another program is still uploading is no file yet.
            if (entry.Name.StartsWith(ArtifactPathRules.UploadPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            AddEntry(Path.Combine(folder, entry.Name), path.Length == 0 ? entry.Name : path + "/" + entry.Name, cancellationToken);
        }

        _around.Remove(real);
    }

    private void AddEntry(string full, string path, CancellationToken cancellationToken)
    {
        if (!_files.TryStat(full, out var stat, followLink: true))
        {
            return;
        }

        switch (stat.Kind)
        {
            case EntryKind.Directory:
                Add(full, path, cancellationToken);
                break;
            case EntryKind.File:
                _foundFiles.Add(path);
                break;
            default:
                throw ArtifactErrors.Invalid($"'{full}' is neither a file nor a folder and cannot be logged. Remove it from the folder, or log files one by one.");
        }
    }
}
