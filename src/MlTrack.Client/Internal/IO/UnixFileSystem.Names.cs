namespace MlTrack.Internal.IO;

/// <content>Names: publishing, deleting, folders.</content>
internal sealed unsafe partial class UnixFileSystem
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoReplace = 1; // RENAME_NOREPLACE

    /// <inheritdoc/>
    public void Replace(string source, string target)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        Span<byte> scratch2 = stackalloc byte[UnixPath.StackSize];
        fixed (byte* from = UnixPath.Encode(source, scratch))
        fixed (byte* to = UnixPath.Encode(target, scratch2))
        {
            if (UnixLibc.rename(from, to) != 0) UnixErrno.Throw(UnixErrno.Last, "replace", target);
        }
    }

    /// <inheritdoc/>
    public bool TryPublishNew(string source, string target)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        Span<byte> scratch2 = stackalloc byte[UnixPath.StackSize];
        fixed (byte* from = UnixPath.Encode(source, scratch))
        fixed (byte* to = UnixPath.Encode(target, scratch2))
        {
            var error = RenameWithoutReplace(from, to);
            if (error == 0) return true;
            if (error == UnixErrno.EEXIST) return false;
            if (!UnixErrno.MeansUnsupported(error)) UnixErrno.Throw(error, "publish", target);
        }

        return PublishByLink(source, target);
    }

    /// <summary>The claim on NFS and older file systems: a second name for the file, then the first is dropped.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">The name to take.</param>
    /// <returns>False when the name is taken.</returns>
    internal bool PublishByLink(string source, string target)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        Span<byte> scratch2 = stackalloc byte[UnixPath.StackSize];
        fixed (byte* from = UnixPath.Encode(source, scratch))
        fixed (byte* to = UnixPath.Encode(target, scratch2))
        {
            var error = UnixLibc.link(from, to) == 0 ? 0 : UnixErrno.Last;
            if (error == UnixErrno.EEXIST && !IsSameFile(from, to)) return false;
            if (error is 0 or UnixErrno.EEXIST)
            {
                if (UnixLibc.unlink(from) != 0) UnixErrno.Throw(UnixErrno.Last, "delete", source);
                return true;
            }

            if (!UnixErrno.MeansUnsupported(error)) UnixErrno.Throw(error, "publish", target);
        }

        return PublishByCopy(source, target);
    }

    /// <summary>The claim where there are no links (exFAT, some shares): the winner is who makes the name; others may see it empty for an instant.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">The name to take.</param>
    /// <returns>False when the name is taken.</returns>
    internal bool PublishByCopy(string source, string target)
    {
        var buffer = new FileBuffer();
        if (!TryReadFile(source, buffer, int.MaxValue)) UnixErrno.Throw(UnixErrno.ENOENT, "publish", source);
        try
        {
            CreateNew(target, buffer.Span, mode: null, sync: true);
        }
        catch (StoreIOException taken) when (taken.Error == StoreIOError.AlreadyExists)
        {
            return false;
        }
        catch (StoreIOException fault) when (fault.Operation != CreateOperation)
        {
            DeleteFile(target); // made here and written in part; if even the making failed, a file of that name is somebody else's
            throw;
        }

        DeleteFile(source);
        return true;
    }

    /// <inheritdoc/>
    public bool DeleteFile(string path)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            if (UnixLibc.unlink(encoded) == 0) return true;
        }

        var error = UnixErrno.Last;
        if (error is UnixErrno.ENOENT or UnixErrno.ENOTDIR) return false;
        throw UnixErrno.Make(error, "delete", path);
    }

    /// <inheritdoc/>
    public bool CreateDirectory(string path)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int error;
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            if (UnixLibc.mkdir(encoded, NewFolderMode) == 0) return true;
            error = UnixErrno.Last;
        }

        if (error == UnixErrno.EEXIST)
        {
            if (TryStat(path, out var stat, followLink: true) && stat.Kind == EntryKind.Directory) return false;
            throw new StoreIOException(StoreIOError.NotADirectory, "create folder", path, "a file has that name", error);
        }

        var parent = Path.GetDirectoryName(path);
        if (error != UnixErrno.ENOENT || string.IsNullOrEmpty(parent)) UnixErrno.Throw(error, "create folder", path);
        CreateDirectory(parent);

        // Once more; a second ENOENT means that somebody deletes folders as fast as they are made, or that the parent is a link to nowhere.
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            if (UnixLibc.mkdir(encoded, NewFolderMode) == 0) return true;
            error = UnixErrno.Last;
        }

        if (error == UnixErrno.EEXIST) return false;
        throw UnixErrno.Make(error, "create folder", path);
    }

    /// <inheritdoc/>
    public bool RemoveDirectory(string path)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            if (UnixLibc.rmdir(encoded) == 0) return true;
        }

        var error = UnixErrno.Last;
        return error == UnixErrno.ENOENT ? false : throw UnixErrno.Make(error, "remove folder", path);
    }

    /// <inheritdoc/>
    public void MoveDirectory(string source, string target)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        Span<byte> scratch2 = stackalloc byte[UnixPath.StackSize];
        fixed (byte* from = UnixPath.Encode(source, scratch))
        fixed (byte* to = UnixPath.Encode(target, scratch2))
        {
            var error = RenameWithoutReplace(from, to);
            if (error == 0) return;
            if (!UnixErrno.MeansUnsupported(error)) UnixErrno.Throw(error, "move folder to", target);

            // Plain rename replaces an *empty* folder; the check leaves a gap that only a second mover of the same name can hit, and it
            // cannot lose a file.
            if (UnixStat.OfPath(to, followLink: false, out _) == 0) UnixErrno.Throw(UnixErrno.EEXIST, "move folder to", target);
            if (UnixLibc.rename(from, to) != 0) UnixErrno.Throw(UnixErrno.Last, "move folder to", target);
        }
    }

    private static int RenameWithoutReplace(byte* from, byte* to)
    {
        int result;
        if (UnixLibc.IsApple) result = UnixLibc.renamex_np(from, to, UnixLibc.RenameExclusiveApple);
        else if (UnixFlags.RenameCall == UnixFlags.UnknownCall) return UnixErrno.ENOSYS;
        else result = (int)UnixLibc.syscall(UnixFlags.RenameCall, CurrentFolder, (nint)from, CurrentFolder, (nint)to, NoReplace);
        return result == 0 ? 0 : UnixErrno.Last;
    }

    // An NFS server may have made the link although its answer was lost; the client's repetition then says EEXIST to the winner.
    private static bool IsSameFile(byte* first, byte* second) =>
        UnixStat.OfPath(first, followLink: false, out var one) == 0
        && UnixStat.OfPath(second, followLink: false, out var other) == 0
        && one.IsSameFileAs(other);
}
