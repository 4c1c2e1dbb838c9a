using System.Collections.Concurrent;
using MlTrack.Internal.IO;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>The real file system, with a record of what was read. Thread-safe.</summary>
internal sealed class CountingFiles : IFileSystem
{
    private readonly IFileSystem _inner = PhysicalFileSystem.Instance;
    private ConcurrentQueue<string> _reads = new();
    private int _stats;

    /// <summary>The files that were read, in order.</summary>
    public IReadOnlyCollection<string> Reads => _reads;

    /// <summary>How often a path was asked for.</summary>
    public int Stats => _stats;

    /// <summary>What to do once so many files have been read.</summary>
    public (int Count, Action Work)? AfterReads { get; init; }

    public void Reset()
    {
        _reads = new ConcurrentQueue<string>();
        _stats = 0;
    }

    public IReadHandle OpenRead(string path, bool followLink = false)
    {
        AddRead(path);
        return _inner.OpenRead(path, followLink);
    }

    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false)
    {
        AddRead(path);
        return _inner.TryReadFile(path, into, maxBytes, followLink);
    }

    public bool TryStat(string path, out FileStat stat, bool followLink = false)
    {
        Interlocked.Increment(ref _stats);
        return _inner.TryStat(path, out stat, followLink);
    }

    public IAppendHandle OpenAppend(string path) => _inner.OpenAppend(path);

    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync) => _inner.CreateNew(path, content, mode, sync);

    public void Replace(string source, string target) => _inner.Replace(source, target);

    public bool TryPublishNew(string source, string target) => _inner.TryPublishNew(source, target);

    public bool DeleteFile(string path) => _inner.DeleteFile(path);

    public bool CreateDirectory(string path) => _inner.CreateDirectory(path);

    public bool RemoveDirectory(string path) => _inner.RemoveDirectory(path);

    public void MoveDirectory(string source, string target) => _inner.MoveDirectory(source, target);

    public bool TryList(string path, List<DirectoryEntry> entries) => _inner.TryList(path, entries);

    public void SyncDirectory(string path) => _inner.SyncDirectory(path);

    public string? GetRealPath(string path) => _inner.GetRealPath(path);

    public ILockHandle? TryLock(string path) => _inner.TryLock(path);

    private void AddRead(string path)
    {
        _reads.Enqueue(path);
        if (AfterReads is { } after && _reads.Count == after.Count)
        {
            after.Work();
        }
    }
}
