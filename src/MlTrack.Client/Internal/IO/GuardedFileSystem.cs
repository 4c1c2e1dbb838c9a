namespace MlTrack.Internal.IO;

/// <summary>
/// A file system in which nothing is made, replaced or deleted below a link that is not followed, so that a folder of a tree that leads elsewhere can be neither written
/// nor emptied through the tree. Reading goes through as it is: whoever reads decides about links itself.
/// </summary>
internal sealed class GuardedFileSystem(IFileSystem inner, PathGuard guard) : IFileSystem
{
    public IAppendHandle OpenAppend(string path) => inner.OpenAppend(Checked(path));

    public IReadHandle OpenRead(string path, bool followLink = false) => inner.OpenRead(path, followLink);

    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false) => inner.TryReadFile(path, into, maxBytes, followLink);

    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync) => inner.CreateNew(Checked(path), content, mode, sync);

    public void Replace(string source, string target) => inner.Replace(source, Checked(target));

    public bool TryPublishNew(string source, string target) => inner.TryPublishNew(source, Checked(target));

    public bool TryStat(string path, out FileStat stat, bool followLink = false) => inner.TryStat(path, out stat, followLink);

    public bool DeleteFile(string path) => inner.DeleteFile(Checked(path));

    public bool CreateDirectory(string path) => inner.CreateDirectory(Checked(path));

    public bool RemoveDirectory(string path) => inner.RemoveDirectory(Checked(path));

    public void MoveDirectory(string source, string target) => inner.MoveDirectory(Checked(source), Checked(target));

    public bool TryList(string path, List<DirectoryEntry> entries) => inner.TryList(path, entries);

    public void SyncDirectory(string path) => inner.SyncDirectory(path);

    public string? GetRealPath(string path) => inner.GetRealPath(path);

    public ILockHandle? TryLock(string path) => inner.TryLock(Checked(path));

    /// <summary>Gives a path back that may be written; throws INVALID_PARAMETER_VALUE for one below a link that is not followed.</summary>
    internal string Checked(string path)
    {
        // The root itself, and what is above it, was chosen by the user.
        if (path.Length > guard.Root.Length)
        {
            guard.ResolveForWrite(path);
        }

        return path;
    }
}
