using System.Buffers;

namespace MlTrack.Internal.IO;

/// <content>Reading files and folders.</content>
internal sealed unsafe partial class UnixFileSystem
{
    private const int ListBufferSize = 32 * 1024;
    private const int PathBufferSize = 4097; // PATH_MAX of Linux and a NUL; macOS has 1024

    private static int ReadFlags(bool followLink) => UnixFlags.ReadOnly | UnixFlags.NonBlocking | UnixFlags.NoTerminal
        | UnixFlags.CloseOnExec | (followLink ? 0 : UnixFlags.NoFollow);

    /// <inheritdoc/>
    public IReadHandle OpenRead(string path, bool followLink = false) =>
        new UnixReadHandle(OpenRegular(path, ReadFlags(followLink), "open", out _), path);

    /// <inheritdoc/>
    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int fd;
        fixed (byte* encoded = UnixFolder.Encode(path, scratch, out var folder)) fd = UnixFolder.Open(folder, encoded, ReadFlags(followLink));
        if (fd < 0)
        {
            var error = UnixErrno.Last;
            if (error is UnixErrno.ENOENT or UnixErrno.ENOTDIR) return false;
            UnixErrno.Throw(error, "open", path);
        }

        try
        {
            ReadInto(fd, path, into, maxBytes);
            return true;
        }
        finally
        {
            _ = UnixLibc.close(fd);
        }
    }

    /// <inheritdoc/>
    public bool TryList(string path, List<DirectoryEntry> entries)
    {
        entries.Clear();
        return UnixFlags.GetDentsCall == UnixFlags.UnknownCall ? PortableList.TryFill(path, entries) : ListByCall(path, entries);
    }

    /// <inheritdoc/>
    public string? GetRealPath(string path)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        var resolved = stackalloc byte[PathBufferSize];
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            if (UnixLibc.realpath(encoded, resolved) == null)
            {
                var error = UnixErrno.Last;
                if (error is UnixErrno.ENOENT or UnixErrno.ENOTDIR || error == UnixErrno.ELOOP) return null;
                UnixErrno.Throw(error, "resolve", path);
            }
        }

        return UnixPath.Decode(resolved, new ReadOnlySpan<byte>(resolved, PathBufferSize).IndexOf((byte)0));
    }

    private static void ReadInto(int fd, string path, FileBuffer into, int maxBytes)
    {
        var error = UnixStat.OfHandle(fd, out var stat);
        if (error != 0) UnixErrno.Throw(error, "stat", path);
        if (stat.Kind != EntryKind.File) throw NotRegular(stat.Kind, "read", path);

        // One byte more than the limit tells whether the file is longer. One call does when the size was right; growing files take more.
        var most = maxBytes == int.MaxValue ? maxBytes : maxBytes + 1;
        var done = 0;
        while (done < most)
        {
            var wanted = (int)Math.Min(done <= stat.Size ? stat.Size + 1 : (2L * done) + 4096, most);
            var buffer = into.Reserve(wanted);
            nint count;
            fixed (byte* start = buffer) count = UnixLibc.read(fd, start + done, (nuint)(wanted - done));
            if (count < 0)
            {
                error = UnixErrno.Last;
                if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "read", path);
                continue;
            }

            done += (int)count;
            if (count == 0 || done == stat.Size) break;
        }

        into.Set(Math.Min(done, maxBytes), stat, isCut: done > maxBytes || (done == maxBytes && stat.Size > done));
    }

    private static bool ListByCall(string path, List<DirectoryEntry> entries)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int fd;
        fixed (byte* encoded = UnixFolder.Encode(path, scratch, out var folder))
        {
            fd = UnixFolder.Open(folder, encoded, UnixFlags.ReadOnly | UnixFlags.Directory | UnixFlags.NonBlocking | UnixFlags.CloseOnExec);
        }

        if (fd < 0)
        {
            var error = UnixErrno.Last;
            if (error == UnixErrno.ENOENT) return false;
            UnixErrno.Throw(error, "list", path);
        }

        var rented = ArrayPool<byte>.Shared.Rent(ListBufferSize);
        try
        {
            fixed (byte* buffer = rented)
            {
                while (true)
                {
                    var count = (int)UnixLibc.syscall(UnixFlags.GetDentsCall, fd, (nint)buffer, ListBufferSize, 0, 0);
                    if (count > 0) AddEntries(path, buffer, count, entries);
                    if (count == 0) return true;
                    if (count > 0) continue;
                    var error = UnixErrno.Last;
                    if (error == UnixErrno.ENOENT) return false; // removed while it was being listed
                    if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "list", path);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            _ = UnixLibc.close(fd);
        }
    }

    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name to NUL.
    private static void AddEntries(string path, byte* buffer, int count, List<DirectoryEntry> entries)
    {
        for (var position = 0; position < count; position += *(ushort*)(buffer + position + 16))
        {
            var type = buffer[position + 18];
            var name = buffer + position + 19;
            var length = 0;
            while (name[length] != 0) length++;
            if (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))) continue;
            var text = UnixPath.Decode(name, length);
            entries.Add(new DirectoryEntry(text, KindOf(type, path, text)));
        }
    }

    private static EntryKind KindOf(byte type, string folder, string name)
    {
        switch (type)
        {
            case 8: return EntryKind.File;
            case 4: return EntryKind.Directory;
            case 10: return EntryKind.Link;
            case 0: break; // the file system keeps no types: ask
            default: return EntryKind.Other;
        }

        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        fixed (byte* encoded = UnixPath.Encode(folder + "/" + name, scratch))
        {
            return UnixStat.OfPath(encoded, followLink: false, out var stat) == 0 ? stat.Kind : EntryKind.Other;
        }
    }
}
