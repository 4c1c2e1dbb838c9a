using MlTrack.Internal.IO;

namespace MlTrack.Tests.IO.Support;

/// <summary>
/// The real file system, except that calls fail as planned. Every call of the file system and of its handles counts, from 1; a test runs its scenario with
/// the fault at call 1, 2, 3 … until one run gets through (<see cref="HasStruck"/> is false).
/// </summary>
/// <param name="inner">What is under it; null for the real one.</param>
/// <param name="syncs">False leaves out waiting for the disk, which no test that ends without a power failure can see; the calls still count and fail.</param>
internal sealed class FaultyFileSystem(IFileSystem? inner = null, bool syncs = true) : IFileSystem
{
    private readonly IFileSystem _inner = inner ?? PhysicalFileSystem.Instance;
    private readonly object _gate = new();
    private int _calls;
    private int _failAt = int.MaxValue;
    private Plan _plan;
    private StoreIOError _error;
    private Func<string, string, bool>? _isConcerned;
    private readonly List<IDisposable> _handles = [];

    private enum Plan
    {
        Once,
        Lasting,
        ShortWrite,
        Stop,
    }

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether the planned fault has happened.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>Operation and path of the first call that failed.</summary>
    public string? FirstStruck { get; private set; }

    /// <summary>Operation and path of each call, to see what a number stands for.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Fails call <paramref name="n"/> (counted from now) alone: a passing fault.</summary>
    public void FailOnce(int n, StoreIOError error) => Set(Plan.Once, n, error, null);

    /// <summary>Fails call <paramref name="n"/> and all later ones until <see cref="Heal"/>: a disk that is full or gone.</summary>
    /// <param name="n">The first call that fails, counted from now.</param>
    /// <param name="error">The kind.</param>
    /// <param name="isConcerned">Which calls count and fail, by operation (member name) and path; null for all.</param>
    public void FailFrom(int n, StoreIOError error, Func<string, string, bool>? isConcerned = null) => Set(Plan.Lasting, n, error, isConcerned);

    /// <summary>From call <paramref name="n"/> the next write takes only half of its bytes, and everything after it that writes fails until <see cref="Heal"/>.</summary>
    public void ShortWriteFrom(int n, StoreIOError error = StoreIOError.NoSpace) => Set(Plan.ShortWrite, n, error, IsWriting);

    /// <summary>From call <paramref name="n"/> nothing reaches the disk any more and every call throws <see cref="StoppedException"/>: the process is dead.</summary>
    public void StopAt(int n) => Set(Plan.Stop, n, StoreIOError.Other, null);

    /// <summary>Ends the fault.</summary>
    public void Heal()
    {
        lock (_gate) _failAt = int.MaxValue;
    }

    /// <summary>Closes every handle, as the system does with those of a dead process: locks end, too.</summary>
    public void CloseHandles()
    {
        lock (_gate)
        {
            _handles.ForEach(handle => handle.Dispose());
            _handles.Clear();
        }
    }

    public IAppendHandle OpenAppend(string path)
    {
        Step(nameof(OpenAppend), path);
        return new AppendHandle(this, Opened(_inner.OpenAppend(path)), path);
    }

    public IReadHandle OpenRead(string path, bool followLink = false)
    {
        Step(nameof(OpenRead), path);
        return new ReadHandle(this, Opened(_inner.OpenRead(path, followLink)), path);
    }

    public bool TryReadFile(string path, FileBuffer into, int maxBytes, bool followLink = false)
    {
        Step(nameof(TryReadFile), path);
        return _inner.TryReadFile(path, into, maxBytes, followLink);
    }

    public void CreateNew(string path, ReadOnlySpan<byte> content, int? mode, bool sync)
    {
        if (Step(nameof(CreateNew), path))
        {
            _inner.CreateNew(path, content.Slice(0, content.Length / 2), mode, sync: false);
            throw Fault(nameof(CreateNew), path);
        }

        _inner.CreateNew(path, content, mode, sync && syncs);
    }

    public void Replace(string source, string target)
    {
        Step(nameof(Replace), target);
        _inner.Replace(source, target);
    }

    public bool TryPublishNew(string source, string target)
    {
        Step(nameof(TryPublishNew), target);
        return _inner.TryPublishNew(source, target);
    }

    public bool TryStat(string path, out FileStat stat, bool followLink = false)
    {
        Step(nameof(TryStat), path);
        return _inner.TryStat(path, out stat, followLink);
    }

    public bool DeleteFile(string path)
    {
        Step(nameof(DeleteFile), path);
        return _inner.DeleteFile(path);
    }

    public bool CreateDirectory(string path)
    {
        Step(nameof(CreateDirectory), path);
        return _inner.CreateDirectory(path);
    }

    public bool RemoveDirectory(string path)
    {
        Step(nameof(RemoveDirectory), path);
        return _inner.RemoveDirectory(path);
    }

    public void MoveDirectory(string source, string target)
    {
        Step(nameof(MoveDirectory), target);
        _inner.MoveDirectory(source, target);
    }

    public bool TryList(string path, List<DirectoryEntry> entries)
    {
        Step(nameof(TryList), path);
        return _inner.TryList(path, entries);
    }

    public void SyncDirectory(string path)
    {
        Step(nameof(SyncDirectory), path);
        if (syncs) _inner.SyncDirectory(path);
    }

    public string? GetRealPath(string path)
    {
        Step(nameof(GetRealPath), path);
        return _inner.GetRealPath(path);
    }

    public ILockHandle? TryLock(string path)
    {
        Step(nameof(TryLock), path);
        return _inner.TryLock(path) is { } handle ? Opened(handle) : null;
    }

    private T Opened<T>(T handle)
        where T : IDisposable
    {
        lock (_gate) _handles.Add(handle);
        return handle;
    }

    // What a full disk refuses; cutting, deleting and renaming still work on it.
    private static bool IsWriting(string operation, string path) => operation is "Write" or nameof(CreateNew);

    private void Set(Plan plan, int n, StoreIOError error, Func<string, string, bool>? isConcerned)
    {
        lock (_gate)
        {
            _calls = 0;
            HasStruck = false;
            FirstStruck = null;
            (_plan, _failAt, _error, _isConcerned) = (plan, n, error, isConcerned);
        }
    }

    // Returns whether this call is to take only a part.
    private bool Step(string operation, string path)
    {
        lock (_gate)
        {
            if (_isConcerned is not null && !_isConcerned(operation, path)) return false;
            _calls++;
            Log.Add(operation + " " + path);
            if (_calls < _failAt || (_plan == Plan.Once && _calls > _failAt)) return false;
            var isFirst = !HasStruck;
            HasStruck = true;
            FirstStruck ??= operation + " " + path;
            if (_plan == Plan.Stop) throw new StoppedException();
            if (_plan == Plan.ShortWrite && isFirst) return true;
            throw Fault(operation, path);
        }
    }

    private void Sync(IAppendHandle handle)
    {
        if (syncs) handle.Fsync();
    }

    private StoreIOException Fault(string operation, string path) => new(_error, operation, path, "planned fault");

    private sealed class AppendHandle(FaultyFileSystem owner, IAppendHandle inner, string path) : IAppendHandle
    {
        public int Write(ReadOnlySpan<byte> bytes) =>
            owner.Step(nameof(Write), path) && bytes.Length > 1 ? inner.Write(bytes.Slice(0, bytes.Length / 2)) : inner.Write(bytes);

        public FileStat Stat()
        {
            owner.Step(nameof(Stat), path);
            return inner.Stat();
        }

        public int ReadAt(long offset, Span<byte> into)
        {
            owner.Step(nameof(ReadAt), path);
            return inner.ReadAt(offset, into);
        }

        public void Truncate(long length)
        {
            owner.Step(nameof(Truncate), path);
            inner.Truncate(length);
        }

        public void Fsync()
        {
            owner.Step(nameof(Fsync), path);
            owner.Sync(inner);
        }

        public void RewriteFrom(long offset)
        {
            owner.Step(nameof(RewriteFrom), path);
            inner.RewriteFrom(offset);
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class ReadHandle(FaultyFileSystem owner, IReadHandle inner, string path) : IReadHandle
    {
        public FileStat Stat()
        {
            owner.Step(nameof(Stat), path);
            return inner.Stat();
        }

        public int ReadAt(long offset, Span<byte> into)
        {
            owner.Step(nameof(ReadAt), path);
            return inner.ReadAt(offset, into);
        }

        public void Dispose() => inner.Dispose();
    }
}
