namespace MlTrack.Internal.IO;

/// <content>Names: publishing, deleting, folders.</content>
internal sealed unsafe partial class WindowsFileSystem
{
    private const uint IgnoreMergeErrors = 2; // REPLACEFILE_IGNORE_MERGE_ERRORS: rights that cannot be carried over do not stop the replace

    /// <inheritdoc/>
    public void Replace(string source, string target)
    {
        fixed (char* from = WindowsPath.Extend(source))
        fixed (char* to = WindowsPath.Extend(target))
        {
            // ReplaceFile keeps the rights of the old file, but needs one; a target that comes or goes in between is tried the other way.
            if (WindowsKernel.ReplaceFileW(to, from, null, IgnoreMergeErrors, IntPtr.Zero, IntPtr.Zero) != 0) return;
            var error = WindowsErrors.Last;
            if (error is not (WindowsErrors.FileNotFound or WindowsErrors.PathNotFound)) WindowsErrors.Throw(error, "replace", target);
            if (WindowsKernel.MoveFileExW(from, to, 0) != 0) return;
            error = WindowsErrors.Last;
            var isTaken = WindowsErrors.KindOf(error) == StoreIOError.AlreadyExists;
            if (isTaken && WindowsKernel.ReplaceFileW(to, from, null, IgnoreMergeErrors, IntPtr.Zero, IntPtr.Zero) != 0) return;
            WindowsErrors.Throw(isTaken ? WindowsErrors.Last : error, "replace", target);
        }
    }

    /// <inheritdoc/>
    public bool TryPublishNew(string source, string target)
    {
        fixed (char* from = WindowsPath.Extend(source))
        fixed (char* to = WindowsPath.Extend(target))
        {
            if (WindowsKernel.MoveFileExW(from, to, 0) != 0) return true;
        }

        var error = WindowsErrors.Last;
        return WindowsErrors.KindOf(error) == StoreIOError.AlreadyExists ? false : throw WindowsErrors.Make(error, "publish", target);
    }

    /// <inheritdoc/>
    public bool DeleteFile(string path)
    {
        fixed (char* name = WindowsPath.Extend(path))
        {
            if (WindowsKernel.DeleteFileW(name) != 0) return true;
        }

        return FalseIfMissing(WindowsErrors.Last, "delete", path);
    }

    /// <inheritdoc/>
    public bool CreateDirectory(string path)
    {
        if (Make(path, out var error)) return true;
        if (error == WindowsErrors.AlreadyExists)
        {
            if (IsFolder(path)) return false;
            throw new StoreIOException(StoreIOError.NotADirectory, "create folder", path, "a file has that name", error);
        }

        var parent = Path.GetDirectoryName(path);
        if (error != WindowsErrors.PathNotFound || string.IsNullOrEmpty(parent)) WindowsErrors.Throw(error, "create folder", path);
        CreateDirectory(parent);
        if (Make(path, out error)) return true;
        return error == WindowsErrors.AlreadyExists ? false : throw WindowsErrors.Make(error, "create folder", path);
    }

    /// <inheritdoc/>
    public bool RemoveDirectory(string path)
    {
        fixed (char* name = WindowsPath.Extend(path))
        {
            if (WindowsKernel.RemoveDirectoryW(name) != 0) return true;
        }

        return FalseIfMissing(WindowsErrors.Last, "remove folder", path);
    }

    /// <inheritdoc/>
    public void MoveDirectory(string source, string target)
    {
        fixed (char* from = WindowsPath.Extend(source))
        fixed (char* to = WindowsPath.Extend(target))
        {
            if (WindowsKernel.MoveFileExW(from, to, 0) == 0) WindowsErrors.Throw(WindowsErrors.Last, "move folder to", target);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        // NTFS writes renames to its journal; there is no call for a folder.
    }

    private static bool FalseIfMissing(int error, string operation, string path) =>
        error is WindowsErrors.FileNotFound or WindowsErrors.PathNotFound ? false : throw WindowsErrors.Make(error, operation, path);

    private static bool Make(string path, out int error)
    {
        fixed (char* name = WindowsPath.Extend(path))
        {
            error = WindowsKernel.CreateDirectoryW(name, IntPtr.Zero) != 0 ? 0 : WindowsErrors.Last;
            return error == 0;
        }
    }
}
