using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <summary>Decides which symbolic links of a tree are followed (see <see cref="FollowLinks"/>).</summary>
internal sealed class LinkPolicy
{
    private readonly IFileSystem _files;
    private readonly string _root;
    private readonly FollowLinks _follow;

    internal LinkPolicy(IFileSystem files, string root, FollowLinks follow)
    {
        _files = files;
        _root = root;
        _follow = follow;
    }

    /// <summary>True when what a path leads to, all of its links resolved, may be read. A link to a folder that it lies in never is: it holds nothing new, without end.</summary>
    internal bool MayFollow(string path)
    {
        if (_follow == FollowLinks.Never || _files.GetRealPath(path) is not { } target || IsWithin(_files.GetRealPath(Path.GetDirectoryName(path)!), target))
        {
            return false;
        }

        return _follow == FollowLinks.Anywhere || (_files.GetRealPath(_root) is { } root && IsWithin(target, root));
    }

    private static bool IsWithin(string? path, string folder) =>
        path is not null && (path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}
