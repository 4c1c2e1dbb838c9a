using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>A handle that lets others read but not write or delete while it is open.</summary>
internal sealed class WindowsLockHandle(SafeFileHandle handle, string path) : WindowsHandle(handle, path), ILockHandle
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        WriteAll(Handle, Path, bytes);
        SetLength(Handle, Path, bytes.Length);
    }
}
