namespace MlTrack.Internal.IO;

/// <summary>Reading by <c>pread</c>.</summary>
internal sealed class UnixReadHandle(int fd, string path) : UnixHandle(fd, path), IReadHandle;
