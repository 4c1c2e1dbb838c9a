using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>What the three kinds of handles have in common.</summary>
internal abstract unsafe class WindowsHandle(SafeFileHandle handle, string path) : IDisposable
{
    private const long UnixEpochTicks = 116444736000000000; // 1970 in 100 ns since 1601

    /// <summary>The handle.</summary>
    protected SafeFileHandle Handle { get; } = handle;

    /// <summary>The path it was opened by.</summary>
    protected string Path { get; } = path;

    /// <summary>Reads the facts of an open file.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <returns>The stat.</returns>
    public static FileStat StatOf(SafeFileHandle handle, string path)
    {
        WindowsKernel.FileInformation information;
        if (WindowsKernel.GetFileInformationByHandle(handle.DangerousGetHandle(), &information) == 0)
        {
            WindowsErrors.Throw(WindowsErrors.Last, "stat", path);
        }

        GC.KeepAlive(handle);
        return new FileStat
        {
            Kind = KindOf(information.Attributes),
            Size = ((long)information.SizeHigh << 32) | information.SizeLow,
            ModifiedNanoseconds = unchecked((information.LastWriteTime - UnixEpochTicks) * 100),
            Inode = ((ulong)information.IndexHigh << 32) | information.IndexLow,
            Device = information.VolumeSerialNumber,
            Links = (int)information.Links,
        };
    }

    /// <inheritdoc cref="IReadHandle.Stat"/>
    public FileStat Stat() => StatOf(Handle, Path);

    /// <inheritdoc cref="IReadHandle.ReadAt"/>
    public int ReadAt(long offset, Span<byte> into) => Read(Handle, Path, offset, into);

    /// <summary>Closes the handle.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>Reads from an offset until the span is full or the file ends.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="into">Where to put the bytes.</param>
    /// <returns>The number of bytes read.</returns>
    public static int Read(SafeFileHandle handle, string path, long offset, Span<byte> into)
    {
        var done = 0;
        fixed (byte* start = into)
        {
            while (done < into.Length)
            {
                var position = new WindowsKernel.FilePosition(offset + done);
                uint count = 0;
                if (WindowsKernel.ReadFile(handle.DangerousGetHandle(), start + done, (uint)(into.Length - done), &count, &position) == 0)
                {
                    var error = WindowsErrors.Last;
                    if (error == WindowsErrors.HandleEof) break;
                    WindowsErrors.Throw(error, "read", path);
                }

                if (count == 0) break;
                done += (int)count;
            }
        }

        GC.KeepAlive(handle);
        return done;
    }

    /// <summary>Writes all bytes at the start.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="bytes">The bytes.</param>
    public static void WriteAll(SafeFileHandle handle, string path, ReadOnlySpan<byte> bytes) => WriteAt(handle, path, 0, bytes);

    /// <summary>Writes all bytes at an offset.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="bytes">The bytes.</param>
    public static void WriteAt(SafeFileHandle handle, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                var position = new WindowsKernel.FilePosition(offset + done);
                uint count = 0;
                if (WindowsKernel.WriteFile(handle.DangerousGetHandle(), start + done, (uint)(bytes.Length - done), &count, &position) == 0)
                {
                    WindowsErrors.Throw(WindowsErrors.Last, "write", path);
                }

                if (count == 0) throw new StoreIOException(StoreIOError.IO, "write", path, "the system took no byte");
                done += (int)count;
            }
        }

        GC.KeepAlive(handle);
    }

    /// <summary>Cuts or extends an open file.</summary>
    /// <param name="handle">A handle with write access.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="length">The new length.</param>
    public static void SetLength(SafeFileHandle handle, string path, long length)
    {
        var raw = handle.DangerousGetHandle();
        if (WindowsKernel.SetFilePointerEx(raw, length, null, 0) == 0 || WindowsKernel.SetEndOfFile(raw) == 0)
        {
            WindowsErrors.Throw(WindowsErrors.Last, "cut", path);
        }

        GC.KeepAlive(handle);
    }

    private static EntryKind KindOf(uint attributes)
    {
        if ((attributes & WindowsKernel.AttributeReparsePoint) != 0) return EntryKind.Link;
        return (attributes & WindowsKernel.AttributeDirectory) != 0 ? EntryKind.Directory : EntryKind.File;
    }
}
