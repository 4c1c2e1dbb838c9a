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

    /// <summary>True when what a path leads to, all of its links resolved, may be read.</summary>
    internal bool MayFollow(string path)
    {
        switch (_follow)
        {
            case FollowLinks.Never:
                return false;
            case FollowLinks.Anywhere:
                return true;
            default:
                var target = _files.GetRealPath(path);
                var root = _files.GetRealPath(_root);
                return target is not null && root is not null &&
                    (target == root || target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        }
    }
}
