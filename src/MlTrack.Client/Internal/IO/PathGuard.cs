namespace MlTrack.Internal.IO;

/// <summary>
/// The last check between a name and a file: whatever the rules for names let through, no path leaves the root, neither by its text nor through a link.
/// MLflow shows outside files through links in run meta, params, tags and experiments.
/// </summary>
/// <remarks>
/// Thread-safe. The opened root itself may be a link or lie below one: its user chose it. A path found by listing needs no system call unless the listing
/// says that it is a link; one made from a name costs one <c>lstat</c> for each segment below the root.
/// </remarks>
internal sealed class PathGuard
{
    private readonly IFileSystem _files;
    private readonly FollowLinks _policy;
    private readonly string _prefix;
    private string? _realPrefix;

    /// <summary>Makes a guard.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="root">The opened root; need not exist yet.</param>
    /// <param name="policy">Which links are followed.</param>
    public PathGuard(IFileSystem files, string root, FollowLinks policy)
    {
        _files = files;
        _policy = policy;
        var full = Path.GetFullPath(root);
        _prefix = WithSeparator(full);
        Root = _prefix.Length == Path.GetPathRoot(full)?.Length ? _prefix : _prefix.Substring(0, _prefix.Length - 1);
    }

    /// <summary>The root's full path, without a separator at its end unless it is the whole disk.</summary>
    public string Root { get; }

    /// <summary>Makes a full path of segments below the root and makes sure that it stays there by its text.</summary>
    /// <param name="relativePath">Segments with <c>/</c> between them.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="MlTrackException">The result lies outside the root, or is the root (INVALID_PARAMETER_VALUE).</exception>
    public string Combine(string relativePath)
    {
        if (relativePath.IndexOf('\0') < 0)
        {
            var full = Path.GetFullPath(_prefix + relativePath);
            if (IsBelow(full, _prefix)) return full;
        }

        throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "Invalid path: the name leads out of the store's folder.") { Path = Root };
    }

    /// <summary>Judges a name that a listing gave. Costs nothing unless it is a link.</summary>
    /// <param name="folder">The folder that was listed, itself allowed.</param>
    /// <param name="entry">The name.</param>
    /// <returns>Whether and what to open.</returns>
    public GuardedPath ResolveEntry(string folder, in DirectoryEntry entry)
    {
        var path = WithSeparator(folder) + entry.Name;
        return entry.Kind == EntryKind.Link ? FollowLink(path) : new GuardedPath(IsAllowed: true, path);
    }

    /// <summary>Judges a path below the root, segment by segment; what does not exist is no link.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>Whether and what to open.</returns>
    /// <exception cref="MlTrackException">The path lies outside the root by its text.</exception>
    public GuardedPath ResolveForRead(string path) => Resolve(path, path.Length);

    /// <summary>Judges the folders of a path that is to be written. The last segment is left alone: a file is replaced or made, never written through a link.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>What to write to.</returns>
    /// <exception cref="MlTrackException">The path lies outside the root by its text, or below a link that is not followed.</exception>
    public string ResolveForWrite(string path)
    {
        var name = path.LastIndexOf(Path.DirectorySeparatorChar);
        var folder = Resolve(path, name);
        if (folder.IsAllowed) return folder.Path + path.Substring(name);
        throw new MlTrackException(
            MlTrackErrorCode.InvalidParameterValue, $"Invalid path: '{folder.Path}' is a link that is not followed (option FollowLinks).") { Path = folder.Path };
    }

    private GuardedPath Resolve(string path, int end)
    {
        if (!IsBelow(path, _prefix) || !string.Equals(Path.GetFullPath(path), path, StringComparison.Ordinal)) Combine("..");
        var current = Root;
        var start = _prefix.Length;
        while (start < end)
        {
            var separator = path.IndexOf(Path.DirectorySeparatorChar, start, end - start);
            var next = separator < 0 ? end : separator;
            var candidate = WithSeparator(current) + path.Substring(start, next - start);
            if (!_files.TryStat(candidate, out var stat)) return new GuardedPath(IsAllowed: true, candidate + path.Substring(next, end - next));
            if (stat.Kind == EntryKind.Link)
            {
                var target = FollowLink(candidate);
                if (!target.IsAllowed) return target;
                candidate = target.Path;
            }

            current = candidate;
            start = next + 1;
        }

        return new GuardedPath(IsAllowed: true, current);
    }

    private GuardedPath FollowLink(string link)
    {
        // A link to nowhere, or in a loop, is not followed either: there is nothing to read, and writing would make a file somewhere else.
        if (_policy == FollowLinks.Never || _files.GetRealPath(link) is not { } target) return new GuardedPath(IsAllowed: false, link);
        var isAllowed = _policy == FollowLinks.Anywhere || (RealPrefix() is { } prefix && IsBelow(target, prefix));
        return new GuardedPath(isAllowed, isAllowed ? target : link);
    }

    private string? RealPrefix()
    {
        if (_realPrefix is null && _files.GetRealPath(Root) is { } real) _realPrefix = WithSeparator(real);
        return _realPrefix;
    }

    private static bool IsBelow(string path, string prefix) => path.Length > prefix.Length && path.StartsWith(prefix, StringComparison.Ordinal);

    private static string WithSeparator(string folder) =>
        folder.Length > 0 && folder[folder.Length - 1] == Path.DirectorySeparatorChar ? folder : folder + Path.DirectorySeparatorChar;
}
