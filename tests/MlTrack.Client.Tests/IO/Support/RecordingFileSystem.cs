using MlTrack.Internal.IO;

namespace MlTrack.Tests.IO.Support;

/// <summary>The real file system, with a record of every call that changes the disk, in the order of completion. <see cref="PowerLoss"/> makes disks of it.</summary>
/// <remarks>Thread-safe, but the order of calls that overlap is the order in which they were recorded. Lock files are not recorded: they mean nothing after a restart.</remarks>
internal sealed class RecordingFileSystem(IFileSystem? inner = null) : IFileSystem
{
    private readonly IFileSystem _inner = inner ?? PhysicalFileSystem.Instance;
    private readonly List<FileCall> _calls = [];

    /// <summary>A copy of the record.</summary>
    public FileCall[] Calls
    {
        get
        {
            lock (_calls) return [.. _calls];
        }
    }

    /// <summary>Writes a mark, to ask later what was acknowledged at that point.</summary>
    public void Mark(string name) => Add(new FileCall(FileCallKind.Mark, name));

    public IAppendHandle OpenAppend(string path)
    {
        var isNew = !_inner.TryStat(path, out _);
        var handle = _inner.OpenAppend(path);
        if (isNew) Add(new FileCall(FileCallKind.Create, path, Data: []));
        return new AppendHandle(this, handle, path);
    }

    public IReadHandle OpenRead(string path, bool followLink = false) => _inner.OpenRead(path, followLink);

    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false) =>
        _inner.TryReadFile(path, into, maxBytes, followLink);

    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync)
    {
        _inner.CreateNew(path, content, mode, sync);
        Add(new FileCall(FileCallKind.Create, path, Data: content.ToArray()));
        if (sync) Add(new FileCall(FileCallKind.SyncFile, path));
    }

    public void Replace(string source, string target)
    {
        _inner.Replace(source, target);
        Add(new FileCall(FileCallKind.Rename, target, source));
    }

    public bool TryPublishNew(string source, string target)
    {
        var isWon = _inner.TryPublishNew(source, target);
        if (isWon) Add(new FileCall(FileCallKind.Rename, target, source));
        return isWon;
    }

    public bool TryStat(string path, out FileStat stat, bool followLink = false) => _inner.TryStat(path, out stat, followLink);

    public bool DeleteFile(string path)
    {
        var isDeleted = _inner.DeleteFile(path);
        if (isDeleted) Add(new FileCall(FileCallKind.Delete, path));
        return isDeleted;
    }

    public bool CreateDirectory(string path)
    {
        var missing = new Stack<string>();
        for (var folder = path; folder is not null && !_inner.TryStat(folder, out _); folder = Path.GetDirectoryName(folder)) missing.Push(folder);
        var isMade = _inner.CreateDirectory(path);
        foreach (var folder in missing) Add(new FileCall(FileCallKind.MakeFolder, folder));
        return isMade;
    }

    public bool RemoveDirectory(string path)
    {
        var isRemoved = _inner.RemoveDirectory(path);
        if (isRemoved) Add(new FileCall(FileCallKind.RemoveFolder, path));
        return isRemoved;
    }

    public void MoveDirectory(string source, string target)
    {
        _inner.MoveDirectory(source, target);
        Add(new FileCall(FileCallKind.Rename, target, source));
    }

    public bool TryList(string path, List<DirectoryEntry> entries) => _inner.TryList(path, entries);

    public void SyncDirectory(string path)
    {
        _inner.SyncDirectory(path);
        Add(new FileCall(FileCallKind.SyncFolder, path));
    }

    public string? GetRealPath(string path) => _inner.GetRealPath(path);

    public ILockHandle? TryLock(string path) => _inner.TryLock(path);

    private void Add(FileCall call)
    {
        lock (_calls) _calls.Add(call);
    }

    private sealed class AppendHandle(RecordingFileSystem owner, IAppendHandle inner, string path) : IAppendHandle
    {
        public int Write(ReadOnlySpan<byte> bytes)
        {
            var count = inner.Write(bytes);
            owner.Add(new FileCall(FileCallKind.Append, path, Data: bytes.Slice(0, count).ToArray()));
            return count;
        }

        public FileStat Stat() => inner.Stat();

        public int ReadAt(long offset, Span<byte> into) => inner.ReadAt(offset, into);

        public void Truncate(long length)
        {
            inner.Truncate(length);
            owner.Add(new FileCall(FileCallKind.Truncate, path, Length: length));
        }

        public void Fsync()
        {
            inner.Fsync();
            owner.Add(new FileCall(FileCallKind.SyncFile, path));
        }

        public void RewriteFrom(long offset) => inner.RewriteFrom(offset); // leaves the content as it was

        public void Dispose() => inner.Dispose();
    }
}
