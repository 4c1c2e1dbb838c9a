using MlTrack.Internal.IO;

namespace MlTrack.Tests.IO.Support;

/// <summary>A disk on which everybody gets every lock, as some network mounts do.</summary>
internal sealed class LocklessFileSystem : IFileSystem
{
    private readonly IFileSystem _inner = PhysicalFileSystem.Instance;

    public ILockHandle? TryLock(string path) => new Handle(path);

    public IAppendHandle OpenAppend(string path) => _inner.OpenAppend(path);

    public IReadHandle OpenRead(string path, bool followLink = false) => _inner.OpenRead(path, followLink);

    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false) => _inner.TryReadFile(path, into, maxBytes, followLink);

    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync) => _inner.CreateNew(path, content, mode, sync);

    public void Replace(string source, string target) => _inner.Replace(source, target);

    public bool TryPublishNew(string source, string target) => _inner.TryPublishNew(source, target);

    public bool TryStat(string path, out FileStat stat, bool followLink = false) => _inner.TryStat(path, out stat, followLink);

    public bool DeleteFile(string path) => _inner.DeleteFile(path);

    public bool CreateDirectory(string path) => _inner.CreateDirectory(path);

    public bool RemoveDirectory(string path) => _inner.RemoveDirectory(path);

    public void MoveDirectory(string source, string target) => _inner.MoveDirectory(source, target);

    public bool TryList(string path, List<DirectoryEntry> entries) => _inner.TryList(path, entries);

    public void SyncDirectory(string path) => _inner.SyncDirectory(path);

    public string? GetRealPath(string path) => _inner.GetRealPath(path);

    private sealed class Handle(string path) : ILockHandle
    {
        private readonly FileStream _stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        public FileStat Stat()
        {
            PhysicalFileSystem.Instance.TryStat(path, out var stat).Should().BeTrue();
            return stat;
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _stream.SetLength(0);
            _stream.Position = 0;
            _stream.Write(bytes);
            _stream.Flush();
        }

        public void Dispose() => _stream.Dispose();
    }
}
