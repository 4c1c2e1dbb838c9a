namespace MlTrack.Internal.IO;

/// <summary>Writing in place by <c>pwrite</c>.</summary>
internal sealed class UnixWriteHandle(int fd, string path) : UnixHandle(fd, path);
