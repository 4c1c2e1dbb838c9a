using System.Collections.Concurrent;

namespace MlTrack.Internal.IO;

/// <summary>Keeps the number of files open for appending within a bound: a run may have 5,000 metrics and the process only 1,024 handles.</summary>
/// <remarks>
/// Thread-safe. An <see cref="AppendFile"/> in use never comes here: the lock is taken only when a handle is opened or closed. When the bound is passed, those
/// not used for longest are closed, an eighth at a time, so that the sorting is rare. A file in the middle of an append is passed over.
/// </remarks>
internal sealed class AppendFileCache
{
    /// <summary>Open handles per process, unless set otherwise.</summary>
    public const int DefaultLimit = 256;

    private const int LeastLimit = 4;

    private readonly IFileSystem _files;
    private readonly ConcurrentDictionary<string, AppendFile> _byPath = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private readonly List<AppendFile> _open = [];
    private int _limit;
    private long _age;

    /// <summary>Makes a cache.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="limit">Most handles open at a time, 4 or more.</param>
    public AppendFileCache(IFileSystem files, int limit = DefaultLimit)
    {
        if (limit < LeastLimit) throw new ArgumentOutOfRangeException(nameof(limit), limit, "At least 4 open files are needed.");
        _files = files;
        _limit = limit;
    }

    /// <summary>The cache of the process over the real file system: the bound is the process's, whatever number of stores it opens.</summary>
    public static AppendFileCache Shared { get; } = new(PhysicalFileSystem.Instance);

    /// <summary>The bound now; halved when the process ran out of handles.</summary>
    public int Limit
    {
        get
        {
            lock (_gate) return _limit;
        }
    }

    /// <summary>Number of handles open now.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate) return _open.Count;
        }
    }

    /// <summary>
    /// Number of handles opened so far: the clock by which files age. It stands still as long as nothing is opened, which is when
    /// nobody needs to know who was used last, and costs an append one read of memory that hardly ever changes.
    /// </summary>
    internal long Age => Volatile.Read(ref _age);

    /// <summary>Gives the object of a path; the same one for all callers until it is released. Opens nothing.</summary>
    /// <param name="path">The file, always written the same way.</param>
    /// <param name="options">Used if the object is made here.</param>
    /// <returns>The object, to be kept by the caller.</returns>
    public AppendFile Get(string path, AppendFileOptions options)
    {
        if (_byPath.TryGetValue(path, out var file)) return file;
        return _byPath.GetOrAdd(path, new AppendFile(_files, path, options, this));
    }

    /// <summary>Closes a file and forgets it. Who still holds the object may go on appending: it opens itself again.</summary>
    /// <param name="file">The file.</param>
    public void Release(AppendFile file)
    {
        ((ICollection<KeyValuePair<string, AppendFile>>)_byPath).Remove(new KeyValuePair<string, AppendFile>(file.Path, file));
        file.Close();
    }

    /// <summary>Halves the bound and closes what is above it, after the system said that there are too many open files.</summary>
    /// <returns>Whether any handle was closed, so that trying again makes sense.</returns>
    public bool Halve()
    {
        lock (_gate)
        {
            _limit = Math.Max(LeastLimit, _limit / 2);
            return CloseOldest(Math.Max(1, Math.Max(_open.Count / 2, _open.Count - _limit))) > 0;
        }
    }

    /// <summary>Called by a file that has opened its handle, under its own lock.</summary>
    /// <param name="file">The file.</param>
    internal void Add(AppendFile file)
    {
        lock (_gate)
        {
            if (_open.Count >= _limit) CloseOldest(_open.Count - _limit + Math.Max(1, _limit / 8));
            file.CacheIndex = _open.Count;
            _open.Add(file);
            Volatile.Write(ref _age, _age + 1);
        }
    }

    /// <summary>Called by a file that closes its handle, under its own lock.</summary>
    /// <param name="file">The file.</param>
    internal void Remove(AppendFile file)
    {
        lock (_gate)
        {
            var index = file.CacheIndex;
            if (index < 0) return;
            var last = _open[_open.Count - 1];
            _open[index] = last;
            last.CacheIndex = index;
            _open.RemoveAt(_open.Count - 1);
            file.CacheIndex = -1;
        }
    }

    // Takes the files' locks only if they are free, so that no order of locks is broken: a file's lock comes before the cache's.
    private int CloseOldest(int count)
    {
        var candidates = _open.ToArray();
        Array.Sort(candidates, static (x, y) => x.LastUse.CompareTo(y.LastUse));
        var closed = 0;
        foreach (var file in candidates)
        {
            if (closed >= count) break;
            if (file.TryClose()) closed++;
        }

        return closed;
    }
}
