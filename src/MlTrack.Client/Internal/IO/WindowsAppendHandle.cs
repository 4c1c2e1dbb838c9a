using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>Appending with FILE_APPEND_DATA alone, which makes the system put every write at the end.</summary>
internal sealed unsafe class WindowsAppendHandle(SafeFileHandle handle, string path) : WindowsHandle(handle, path), IAppendHandle
{
    private const int BlockSize = 64 * 1024;

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        uint count = 0;
        fixed (byte* start = bytes)
        {
            if (WindowsKernel.WriteFile(Handle.DangerousGetHandle(), start, (uint)bytes.Length, &count, null) == 0)
            {
                WindowsErrors.Throw(WindowsErrors.Last, "append to", Path);
            }
        }

        GC.KeepAlive(this);
        return (int)count;
    }

    /// <inheritdoc cref="IAppendHandle.ReadAt"/>
    int IAppendHandle.ReadAt(long offset, Span<byte> into)
    {
        // The append handle must not have read or write access, or it would lose its nature: rare operations open the file again.
        using var other = Reopen(WindowsKernel.GenericRead, "read");
        return Read(other, Path, offset, into);
    }

    /// <inheritdoc/>
    public void Truncate(long length)
    {
        using var other = Reopen(WindowsKernel.GenericWrite, "cut");
        SetLength(other, Path, length);
    }

    /// <inheritdoc/>
    public void Fsync()
    {
        using var other = Reopen(WindowsKernel.GenericWrite, "fsync"); // FlushFileBuffers asks for GENERIC_WRITE
        if (WindowsKernel.FlushFileBuffers(other.DangerousGetHandle()) == 0) WindowsErrors.Throw(WindowsErrors.Last, "fsync", Path);
    }

    /// <inheritdoc/>
    public void RewriteFrom(long offset)
    {
        using var other = Reopen(WindowsKernel.GenericRead | WindowsKernel.GenericWrite, "rewrite");
        var block = new byte[BlockSize];
        var size = Stat().Size;
        while (offset < size)
        {
            var count = Read(other, Path, offset, block.AsSpan(0, (int)Math.Min(block.Length, size - offset)));
            if (count == 0) return; // cut meanwhile
            WriteAt(other, Path, offset, block.AsSpan(0, count));
            offset += count;
        }
    }

    private SafeFileHandle Reopen(uint access, string operation)
    {
        var other = WindowsKernel.Open(
            Path, access, WindowsKernel.ShareAll, WindowsKernel.OpenExisting, WindowsKernel.AttributeNormal | WindowsKernel.OpenReparsePoint);
        if (other.IsInvalid) WindowsErrors.Throw(WindowsErrors.Last, operation, Path);
        if (StatOf(other, Path).IsSameFileAs(Stat())) return other;
        other.Dispose();
        throw new StoreIOException(StoreIOError.Stale, operation, Path, "the file was replaced");
    }
}
