namespace MlTrack.Internal.IO;

/// <summary>Forces data to the disk.</summary>
internal static unsafe class UnixSync
{
    /// <summary>Syncs an open file. On macOS plain <c>fsync</c> stops at the drive's cache, so the full one is asked for first.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="path">Its path, for the error.</param>
    public static void File(int fd, string path)
    {
        if (UnixLibc.IsApple && UnixLibc.fcntl(fd, UnixLibc.FullFsync) == 0) return;
        while (UnixLibc.fsync(fd) != 0)
        {
            var error = UnixErrno.Last;
            if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "fsync", path);
        }
    }

    /// <summary>Syncs the names of a folder. File systems that do not know this answer EINVAL (some network and FUSE ones): nothing more can be done there.</summary>
    /// <param name="path">The folder.</param>
    public static void Directory(string path)
    {
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int fd;
        fixed (byte* encoded = UnixPath.Encode(path, scratch))
        {
            fd = UnixLibc.Open(encoded, UnixFlags.ReadOnly | UnixFlags.Directory | UnixFlags.CloseOnExec);
        }

        if (fd < 0) UnixErrno.Throw(UnixErrno.Last, "open folder", path);
        try
        {
            while (UnixLibc.fsync(fd) != 0)
            {
                var error = UnixErrno.Last;
                if (error == UnixErrno.EINVAL || error == UnixErrno.ENOTSUP) break;
                if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "fsync folder", path);
            }
        }
        finally
        {
            _ = UnixLibc.close(fd);
        }
    }
}
