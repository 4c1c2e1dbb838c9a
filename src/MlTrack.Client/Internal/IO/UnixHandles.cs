using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>What the three kinds of handles have in common: a descriptor that is closed once, at the latest by the finalizer of its owner.</summary>
internal abstract unsafe class UnixHandle(int fd, string path) : IDisposable
{
    // Owns the descriptor. The calls use the plain number, which saves two interlocked operations each; KeepAlive holds the owner meanwhile.
    private readonly SafeFileHandle _owner = new((IntPtr)fd, ownsHandle: true);

    /// <summary>The descriptor; -1 after disposal, so that a late call fails with EBADF instead of hitting a stranger's file.</summary>
    protected int Descriptor { get; private set; } = fd;

    /// <summary>The path it was opened by.</summary>
    protected string Path { get; } = path;

    /// <summary>Asks the open file.</summary>
    /// <returns>The stat.</returns>
    public FileStat Stat()
    {
        var error = UnixStat.OfHandle(Descriptor, out var stat);
        GC.KeepAlive(this);
        if (error != 0) UnixErrno.Throw(error, "stat", Path);
        return stat;
    }

    /// <summary>Reads from an offset until the span is full or the file ends.</summary>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="into">Where to put the bytes.</param>
    /// <returns>The number of bytes read.</returns>
    public int ReadAt(long offset, Span<byte> into)
    {
        var done = 0;
        fixed (byte* start = into)
        {
            while (done < into.Length)
            {
                var count = UnixLibc.pread(Descriptor, start + done, (nuint)(into.Length - done), offset + done);
                if (count == 0) break;
                if (count > 0)
                {
                    done += (int)count;
                    continue;
                }

                var error = UnixErrno.Last;
                if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "read", Path);
            }
        }

        GC.KeepAlive(this);
        return done;
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose()
    {
        Descriptor = -1;
        _owner.Dispose();
    }
}

/// <summary>Reading by <c>pread</c>.</summary>
internal sealed class UnixReadHandle(int fd, string path) : UnixHandle(fd, path), IReadHandle;

/// <summary>Appending by <c>write</c> on a descriptor with <c>O_APPEND</c>.</summary>
internal sealed unsafe class UnixAppendHandle(int fd, string path) : UnixHandle(fd, path), IAppendHandle
{
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
}

/// <summary>A descriptor that holds <c>flock</c>; closing it releases the lock.</summary>
internal sealed unsafe class UnixLockHandle(int fd, string path) : UnixHandle(fd, path), ILockHandle
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                var count = UnixLibc.pwrite(Descriptor, start + done, (nuint)(bytes.Length - done), done);
                var error = count < 0 ? UnixErrno.Last : 0;
                if (count > 0) done += (int)count;
                else if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "write", Path);
            }
        }

        while (UnixLibc.ftruncate(Descriptor, bytes.Length) != 0)
        {
            var error = UnixErrno.Last;
            if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "write", Path);
        }

        GC.KeepAlive(this);
    }
}
