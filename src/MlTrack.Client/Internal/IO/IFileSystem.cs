namespace MlTrack.Internal.IO;

/// <summary>The seam under every file call of the store: the real one is <see cref="PhysicalFileSystem.Instance"/>, tests put doubles over it.</summary>
/// <remarks>
/// Thread-safe. Paths are full paths. Every fault is a <see cref="StoreIOException"/>; an interrupted system call (EINTR) is repeated here and never
/// seen above. Nothing waits for another process except the disk itself: files are opened without locks and without blocking.
/// </remarks>
internal interface IFileSystem
{
    /// <summary>Opens a file for appending; makes it (mode 0666 less the umask) if it is missing. Never goes through a link in the last segment.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The handle.</returns>
    IAppendHandle OpenAppend(string path);

    /// <summary>Opens a regular file for reading, for files too large for <see cref="TryReadFile"/> or read from an offset.</summary>
    /// <param name="path">The file.</param>
    /// <param name="followLink">Whether the last segment may be a link (the caller has checked where it leads).</param>
    /// <returns>The handle.</returns>
    IReadHandle OpenRead(string path, bool followLink = false);

    /// <summary>Reads a small regular file in as few calls as the system allows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="into">Receives bytes and stat.</param>
    /// <param name="maxBytes">At most so many bytes are read; <see cref="FileBuffer.IsCut"/> says whether there is more.</param>
    /// <param name="followLink">Whether the last segment may be a link (the caller has checked where it leads).</param>
    /// <returns>False when there is no such file: somebody deleted it, which is no fault.</returns>
    bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false);

    /// <summary>Makes a new file with a content; throws <see cref="StoreIOError.AlreadyExists"/> if the name is taken. After another fault a part of the file may be left.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All bytes.</param>
    /// <param name="mode">Unix permission bits, set after the content is written (0600 until then); null for 0666 less the umask.</param>
    /// <param name="sync">Whether the file is on the disk on return.</param>
    void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync);

    /// <summary>Gives a file another name of the same disk, replacing what has it, in one step; never copies.</summary>
    /// <param name="source">The file; gone afterwards.</param>
    /// <param name="target">The name to take.</param>
    void Replace(string source, string target);

    /// <summary>Gives a file another name of the same disk if that name is free: the claim, won by exactly one caller.</summary>
    /// <param name="source">The file; gone afterwards if the claim was won, else still there.</param>
    /// <param name="target">The name to take.</param>
    /// <returns>False when the name is taken.</returns>
    bool TryPublishNew(string source, string target);

    /// <summary>Asks for a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="stat">The answer.</param>
    /// <param name="followLink">Whether a link is followed, or described itself.</param>
    /// <returns>False when there is nothing of that name.</returns>
    bool TryStat(string path, out FileStat stat, bool followLink = false);

    /// <summary>Deletes a file or a link (not what it leads to).</summary>
    /// <param name="path">The file.</param>
    /// <returns>False when there was none.</returns>
    bool DeleteFile(string path);

    /// <summary>Makes a folder and all missing ones above it.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>False when it was there already.</returns>
    bool CreateDirectory(string path);

    /// <summary>Removes an empty folder.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>False when there was none.</returns>
    bool RemoveDirectory(string path);

    /// <summary>Gives a folder another name of the same disk; throws <see cref="StoreIOError.AlreadyExists"/> if that is taken.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="target">The new name.</param>
    void MoveDirectory(string source, string target);

    /// <summary>Lists a folder, unordered, without <c>.</c> and <c>..</c>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="entries">Cleared, then filled.</param>
    /// <returns>False when there is no such folder.</returns>
    bool TryList(string path, List<DirectoryEntry> entries);

    /// <summary>Returns when the names in a folder are on the disk. Does nothing where the system needs none (Windows) or the file system offers none.</summary>
    /// <param name="path">The folder.</param>
    void SyncDirectory(string path);

    /// <summary>Resolves every link of an existing path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The full path without links, or null when it leads nowhere.</returns>
    string? GetRealPath(string path);

    /// <summary>Opens or makes a lock file and takes its advisory lock without waiting.</summary>
    /// <param name="path">The lock file.</param>
    /// <returns>Null when somebody else holds the lock.</returns>
    ILockHandle? TryLock(string path);
}
