using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>Windows, by Win32 calls. All handles share reading, writing and deleting, so a reader never stands in the way of a replace.</summary>
internal sealed unsafe partial class WindowsFileSystem : IFileSystem
{
    /// <inheritdoc/>
    public IAppendHandle OpenAppend(string path)
    {
        const uint access = WindowsKernel.AppendData | WindowsKernel.ReadAttributes | WindowsKernel.Synchronize;
        return new WindowsAppendHandle(OpenFile(path, access, WindowsKernel.ShareAll, WindowsKernel.OpenAlways, false, "open for appending"), path);
    }

    /// <inheritdoc/>
    public IReadHandle OpenRead(string path, bool followLink = false) => new WindowsReadHandle(
        OpenFile(path, WindowsKernel.GenericRead, WindowsKernel.ShareAll, WindowsKernel.OpenExisting, followLink, "open"), path);

    /// <inheritdoc/>
    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false)
    {
        SafeFileHandle handle;
        try
        {
            handle = OpenFile(path, WindowsKernel.GenericRead, WindowsKernel.ShareAll, WindowsKernel.OpenExisting, followLink, "open");
        }
        catch (StoreIOException missing) when (missing.Error == StoreIOError.NotFound)
        {
            return false;
        }

        using (handle)
        {
            var stat = WindowsHandle.StatOf(handle, path);
            var wanted = (int)Math.Min(stat.Size, maxBytes);
            var count = WindowsHandle.Read(handle, path, 0, new Span<byte>(into.Reserve(wanted), 0, wanted));
            into.Set(count, stat, isCut: stat.Size > maxBytes);
            return true;
        }
    }

    /// <inheritdoc/>
    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync)
    {
        using var handle = OpenFile(
            path, WindowsKernel.GenericRead | WindowsKernel.GenericWrite, WindowsKernel.ShareAll, WindowsKernel.CreateNew, false, "create");
        WindowsHandle.WriteAll(handle, path, content);
        if (sync && WindowsKernel.FlushFileBuffers(handle.DangerousGetHandle()) == 0) WindowsErrors.Throw(WindowsErrors.Last, "fsync", path);
    }

    /// <inheritdoc/>
    public bool TryStat(string path, out FileStat stat, bool followLink = false)
    {
        var flags = WindowsKernel.BackupSemantics | (followLink ? 0 : WindowsKernel.OpenReparsePoint);
        using var handle = WindowsKernel.Open(path, WindowsKernel.ReadAttributes, WindowsKernel.ShareAll, WindowsKernel.OpenExisting, flags);
        if (handle.IsInvalid)
        {
            stat = default;
            var error = WindowsErrors.Last;
            if (error is WindowsErrors.FileNotFound or WindowsErrors.PathNotFound) return false;
            WindowsErrors.Throw(error, "stat", path);
        }

        stat = WindowsHandle.StatOf(handle, path);
        return true;
    }

    /// <inheritdoc/>
    public bool TryList(string path, List<DirectoryEntry> entries)
    {
        entries.Clear();
        return PortableList.TryFill(WindowsPath.Extend(path), entries);
    }

    /// <inheritdoc/>
    public string? GetRealPath(string path)
    {
        using var handle = WindowsKernel.Open(
            path, WindowsKernel.ReadAttributes, WindowsKernel.ShareAll, WindowsKernel.OpenExisting, WindowsKernel.BackupSemantics);
        if (handle.IsInvalid)
        {
            var error = WindowsErrors.Last;
            if (WindowsErrors.KindOf(error) is StoreIOError.NotFound or StoreIOError.Link) return null;
            WindowsErrors.Throw(error, "resolve", path);
        }

        var buffer = new char[512];
        while (true)
        {
            uint length;
            fixed (char* start = buffer)
            {
                length = WindowsKernel.GetFinalPathNameByHandleW(handle.DangerousGetHandle(), start, (uint)buffer.Length, 0);
            }

            if (length == 0) WindowsErrors.Throw(WindowsErrors.Last, "resolve", path);
            if (length < buffer.Length) return WindowsPath.Shorten(new string(buffer, 0, (int)length));
            buffer = new char[length + 1];
        }
    }

    /// <inheritdoc/>
    public ILockHandle? TryLock(string path)
    {
        try
        {
            const uint access = WindowsKernel.GenericRead | WindowsKernel.GenericWrite;
            return new WindowsLockHandle(OpenFile(path, access, WindowsKernel.ShareRead, WindowsKernel.OpenAlways, false, "lock"), path);
        }
        catch (StoreIOException held) when (held.Error == StoreIOError.Busy)
        {
            return null;
        }
    }

    private static SafeFileHandle OpenFile(string path, uint access, uint share, uint disposition, bool followLink, string operation)
    {
        var flags = WindowsKernel.AttributeNormal | (followLink ? 0 : WindowsKernel.OpenReparsePoint);
        var handle = WindowsKernel.Open(path, access, share, disposition, flags);
        if (handle.IsInvalid)
        {
            var error = WindowsErrors.Last;
            handle.Dispose();
            if (error == WindowsErrors.AccessDenied && IsFolder(path)) throw IsAFolder(operation, path);
            WindowsErrors.Throw(error, operation, path);
        }

        try
        {
            if (WindowsKernel.GetFileType(handle.DangerousGetHandle()) != WindowsKernel.DiskFile)
            {
                throw new StoreIOException(StoreIOError.NotRegular, operation, path, "it is not a regular file");
            }

            var kind = WindowsHandle.StatOf(handle, path).Kind;
            if (kind == EntryKind.Directory) throw IsAFolder(operation, path);
            if (kind == EntryKind.Link && !followLink) throw new StoreIOException(StoreIOError.Link, operation, path, "it is a link");
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static StoreIOException IsAFolder(string operation, string path) =>
        new(StoreIOError.IsADirectory, operation, path, "it is a folder");

    private static bool IsFolder(string path)
    {
        fixed (char* name = WindowsPath.Extend(path))
        {
            var attributes = WindowsKernel.GetFileAttributesW(name);
            return attributes != WindowsKernel.NoAttributes && (attributes & WindowsKernel.AttributeDirectory) != 0;
        }
    }
}
