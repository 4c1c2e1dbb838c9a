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

    /// <summary>Writes all bytes at an offset; not for descriptors with <c>O_APPEND</c>.</summary>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="bytes">The bytes.</param>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                var count = UnixLibc.pwrite(Descriptor, start + done, (nuint)(bytes.Length - done), offset + done);
                var error = count < 0 ? UnixErrno.Last : 0;
                if (count > 0) done += (int)count;
                else if (count == 0) throw new StoreIOException(StoreIOError.IO, "write", Path, "the system took no byte");
                else if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "write", Path);
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose()
    {
        Descriptor = -1;
        _owner.Dispose();
    }
}
