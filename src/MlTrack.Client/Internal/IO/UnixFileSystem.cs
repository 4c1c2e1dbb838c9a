namespace MlTrack.Internal.IO;

/// <summary>Linux and macOS, by system calls. Handles are opened close-on-exec, never blocking, and are checked to be regular files after opening.</summary>
internal sealed unsafe partial class UnixFileSystem : IFileSystem
{
    private const string CreateOperation = "create";
    private const uint NewFileMode = 0x1B6; // 0666, the kernel takes the umask (or the folder's default rights) off
    private const uint PrivateFileMode = 0x180; // 0600
    private const uint NewFolderMode = 0x1FF; // 0777
    private const int FileSizeSignal = 25; // SIGXFSZ on Linux and macOS

    static UnixFileSystem()
    {
        // A write beyond RLIMIT_FSIZE kills the process by this signal unless it is ignored, as Python does at its start; then the call
        // fails with EFBIG, which the error policy handles. A disposition that the program chose itself is left alone.
        var before = UnixLibc.signal(FileSizeSignal, handler: 1);
        if (before is not (0 or 1 or -1)) _ = UnixLibc.signal(FileSizeSignal, before);
    }

    /// <inheritdoc/>
    public IAppendHandle OpenAppend(string path)
    {
        // Read access as well: the torn-tail check reads the last byte of the very file that is appended to.
        var flags = UnixFlags.ReadWrite | UnixFlags.Append | UnixFlags.Create | UnixFlags.NoFollow | UnixFlags.NonBlocking
            | UnixFlags.NoTerminal | UnixFlags.CloseOnExec;
        return new UnixAppendHandle(OpenRegular(path, flags, "open for appending", out _), path);
    }

    /// <inheritdoc/>
    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        var flags = UnixFlags.WriteOnly | UnixFlags.Create | UnixFlags.Exclusive | UnixFlags.NoFollow | UnixFlags.CloseOnExec;
        int fd;
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            fd = UnixLibc.Open(encoded, flags, mode is null ? NewFileMode : PrivateFileMode);
        }

        if (fd < 0) UnixErrno.Throw(UnixErrno.Last, CreateOperation, path);
        var isOpen = true;
        try
        {
            WriteAll(fd, content, path);

            // Before the sync and before the file gets its final name, so that no kill leaves a private file under that name.
            if (mode is { } bits && UnixLibc.fchmod(fd, (uint)bits) != 0) UnixErrno.Throw(UnixErrno.Last, "set the mode of", path);
            if (sync) UnixSync.File(fd, path);
            isOpen = false;

            // Network disks report a failed write at closing. EINTR is no failure: the descriptor is gone all the same.
            if (UnixLibc.close(fd) != 0 && UnixErrno.Last is var error && error != UnixErrno.EINTR) UnixErrno.Throw(error, "close", path);
        }
        finally
        {
            if (isOpen) _ = UnixLibc.close(fd);
        }
    }

    /// <inheritdoc/>
    public bool TryStat(string path, out FileStat stat, bool followLink = false)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int error;
        fixed (byte* encoded = UnixFolder.Encode(path, scratch, out var folder))
        {
            error = UnixStat.OfPath(UnixFolder.Descriptor(folder), encoded, followLink, out stat);
        }

        if (error is UnixErrno.ENOENT or UnixErrno.ENOTDIR) return false;
        if (error != 0) UnixErrno.Throw(error, "stat", path);
        return true;
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path) => UnixSync.Directory(path);

    /// <inheritdoc/>
    public ILockHandle? TryLock(string path)
    {
        var flags = UnixFlags.ReadWrite | UnixFlags.Create | UnixFlags.NoFollow | UnixFlags.NonBlocking | UnixFlags.NoTerminal | UnixFlags.CloseOnExec;
        var handle = new UnixLockHandle(OpenRegular(path, flags, "open lock file", out var fd), path);
        while (UnixLibc.flock(fd, UnixLibc.LockExclusiveNonBlocking) != 0)
        {
            var error = UnixErrno.Last;
            if (error == UnixErrno.EINTR) continue;
            if (error == UnixErrno.EAGAIN)
            {
                handle.Dispose();
                return null;
            }

            // A disk without locks: the caller finds out, because the second handle gets through as well.
            if (UnixErrno.MeansUnsupported(error) || error == UnixErrno.ENOLCK) break;
            handle.Dispose();
            UnixErrno.Throw(error, "lock", path);
        }

        return handle;
    }

    /// <summary>Opens an existing file for writing in place.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The handle.</returns>
    internal static UnixWriteHandle OpenForRewrite(string path)
    {
        var flags = UnixFlags.WriteOnly | UnixFlags.NoFollow | UnixFlags.NonBlocking | UnixFlags.NoTerminal | UnixFlags.CloseOnExec;
        return new UnixWriteHandle(OpenRegular(path, flags, "rewrite", out _), path);
    }

    /// <summary>Opens a file and makes sure, by the handle, that it is a regular one.</summary>
    private static int OpenRegular(string path, int flags, string operation, out int fd)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        fixed (byte* encoded = UnixPath.Encode(path, scratch)) fd = UnixLibc.Open(encoded, flags, NewFileMode);
        if (fd < 0) UnixErrno.Throw(UnixErrno.Last, operation, path);
        var error = UnixStat.OfHandle(fd, out var stat);
        if (error == 0 && stat.Kind == EntryKind.File) return fd;
        _ = UnixLibc.close(fd);
        if (error != 0) UnixErrno.Throw(error, operation, path);
        throw NotRegular(stat.Kind, operation, path);
    }

    private static StoreIOException NotRegular(EntryKind kind, string operation, string path) => kind == EntryKind.Directory
        ? new StoreIOException(StoreIOError.IsADirectory, operation, path, "it is a folder")
        : new StoreIOException(StoreIOError.NotRegular, operation, path, "it is not a regular file");

    private static void WriteAll(int fd, ReadOnlySpan<byte> content, string path)
    {
        var done = 0;
        fixed (byte* start = content)
        {
            while (done < content.Length)
            {
                var count = UnixLibc.write(fd, start + done, (nuint)(content.Length - done));
                var error = count < 0 ? UnixErrno.Last : 0;
                if (count > 0) done += (int)count;
                else if (count == 0) throw new StoreIOException(StoreIOError.IO, "write", path, "the system took no byte");
                else if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "write", path);
            }
        }
    }
}
