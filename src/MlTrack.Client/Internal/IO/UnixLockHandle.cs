namespace MlTrack.Internal.IO;

/// <summary>A descriptor that holds <c>flock</c>; closing it releases the lock.</summary>
internal sealed class UnixLockHandle(int fd, string path) : UnixHandle(fd, path), ILockHandle
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        WriteAt(0, bytes);
        while (UnixLibc.ftruncate(Descriptor, bytes.Length) != 0)
        {
            var error = UnixErrno.Last;
            if (error != UnixErrno.EINTR) UnixErrno.Throw(error, "write", Path);
        }

        GC.KeepAlive(this);
    }
}
