using System.Runtime.InteropServices;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>Finds the place on the disk for a checked artifact path, following links only as far as the policy allows.</summary>
/// <remarks>
/// What is given back is a path without links, and files are opened without following one in the last segment, so that a link put there later
/// is not followed either.
/// </remarks>
internal sealed class ArtifactTree
{
    private static readonly bool IgnoresCase = !RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    private readonly IFileSystem _files;
    private readonly FollowLinks _follow;
    private readonly string _boundary;
    private readonly bool _sync;

    /// <param name="boundary">The folder that links must not leave. Artifacts that do not lie in it must not leave their own.</param>
    /// <param name="sync">Whether the names of folders are on the disk when they have been made.</param>
    internal ArtifactTree(IFileSystem files, string root, string boundary, FollowLinks follow, bool sync)
    {
        _sync = sync;
        _files = files;
        _follow = follow;
        _boundary = IsWithin(root, boundary) ? boundary : root;
        Root = root;
    }

    /// <summary>The full path of the artifacts' folder.</summary>
    internal string Root { get; }

    /// <summary>Gives the place of a path that exists, without links; null when there is nothing.</summary>
    /// <exception cref="MlTrackException">A link leads where it must not.</exception>
    internal string? FindReal(string path)
    {
        var full = Join(Root, path);
        CheckLinks(full);
        if (_files.GetRealPath(full) is not { } real)
        {
            return null;
        }

        return IsAllowed(real) ? real : throw ArtifactErrors.Outside();
    }

    /// <summary>Makes the folder of a path, with those above it, and gives its place without links.</summary>
    internal string MakeFolder(string path)
    {
        var full = Join(Root, path);
        var existing = full;
        FileStat stat;
        while (!_files.TryStat(existing, out stat) && Path.GetDirectoryName(existing) is { Length: > 0 } parent)
        {
            existing = parent;
        }

        CheckLinks(existing);
        var real = _files.GetRealPath(existing) ?? throw ArtifactErrors.Outside();
        if (IsWithin(existing, _boundary) && !IsAllowed(real))
        {
            throw ArtifactErrors.Outside();
        }

        if (stat.Kind == EntryKind.File)
        {
            throw ArtifactErrors.FileInTheWay(path);
        }

        CheckSpelling(path);
        var missing = full.Substring(existing.Length).TrimStart(Path.DirectorySeparatorChar);
        var target = missing.Length == 0 ? real : Path.Combine(real, missing);
        DurableFolder.Make(_files, target, _sync);
        return target;
    }

    /// <summary>
    /// Refuses a name that a disk without upper and lower case takes for another file's. Such a disk would silently put one artifact into the other.
    /// </summary>
    internal void CheckSpelling(string path)
    {
        if (!IgnoresCase || path.Length == 0)
        {
            return;
        }

        var folder = Root;
        var entries = new List<DirectoryEntry>();
        foreach (var segment in path.Split('/'))
        {
            var next = Path.Combine(folder, segment);
            if (!_files.TryStat(next, out _))
            {
                return;
            }

            if (_files.TryList(folder, entries) && FindOtherSpelling(entries, segment) is { } other)
            {
                throw ArtifactErrors.SameFile(segment, other);
            }

            folder = next;
        }
    }

    internal static string Join(string folder, string path) =>
        path.Length == 0 ? folder : Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static string? FindOtherSpelling(List<DirectoryEntry> entries, string name)
    {
        string? other = null;
        foreach (var entry in entries)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
            {
                return null;
            }

            other = string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase) ? entry.Name : other;
        }

        return other;
    }

    private void CheckLinks(string full)
    {
        if (_follow != FollowLinks.Never)
        {
            return;
        }

        for (var current = full; IsWithin(current, _boundary) && current.Length > _boundary.Length; current = Path.GetDirectoryName(current) ?? string.Empty)
        {
            if (_files.TryStat(current, out var stat) && stat.Kind == EntryKind.Link)
            {
                throw ArtifactErrors.Outside();
            }
        }
    }

    private bool IsAllowed(string real) =>
        _follow == FollowLinks.Anywhere || (_files.GetRealPath(_boundary) is { } boundary && IsWithin(real, boundary));

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) &&
        (path.Length == folder.Length || path[folder.Length] == Path.DirectorySeparatorChar || folder[folder.Length - 1] == Path.DirectorySeparatorChar);
}
