namespace MlTrack.Internal.IO;

/// <summary>Appending by <c>write</c> on a descriptor with <c>O_APPEND</c>.</summary>
internal sealed unsafe class UnixAppendHandle(int fd, string path) : UnixHandle(fd, path), IAppendHandle
{
    private const int BlockSize = 64 * 1024;

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                var count = UnixLibc.write(Descriptor, start, (nuint)bytes.Length);
                if (count >= 0)
                {
                    GC.KeepAlive(this);
                    return (int)count;
                }

                var error = UnixErrno.Last;
                if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "append to", Path);
            }
        }
    }

    /// <inheritdoc/>
    public void Truncate(long length)
    {
        while (UnixLibc.ftruncate(Descriptor, length) != 0)
        {
            var error = UnixErrno.Last;
            if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "cut", Path);
        }

        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Fsync()
    {
        UnixSync.File(Descriptor, Path);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void RewriteFrom(long offset)
    {
        // A descriptor with O_APPEND writes at the end wherever it is told to, so this needs another one, for the same file.
        using var other = UnixFileSystem.OpenForRewrite(Path);
        var current = Stat();
        if (!other.Stat().IsSameFileAs(current)) throw new StoreIOException(StoreIOError.Stale, "rewrite", Path, "the file was replaced");
        var block = new byte[BlockSize];
        while (offset < current.Size)
        {
            var count = ReadAt(offset, block.AsSpan(0, (int)Math.Min(block.Length, current.Size - offset)));
            if (count == 0) return; // cut meanwhile
            other.WriteAt(offset, block.AsSpan(0, count));
            offset += count;
        }
    }
}
