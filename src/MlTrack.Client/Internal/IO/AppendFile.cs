namespace MlTrack.Internal.IO;

/// <summary>One file of lines to which any number of threads and processes append.</summary>
/// <remarks>
/// Thread-safe; allocates nothing in steady state, where an append is one <c>write</c>. The handle is opened on demand and may be closed at any time
/// (by <see cref="AppendFileCache"/> when there are too many): the next append opens it again. Opening checks the last byte, so that a line is never joined
/// to a torn one: MLflow would accept the joined line as a point (<c>1700</c> + <c>1700000000999 0.5 3</c> lies in the year 540,000).
/// </remarks>
internal sealed partial class AppendFile
{
    private readonly IFileSystem _files;
    private readonly AppendFileOptions _options;
    private readonly AppendFileCache? _cache;
    private readonly object _gate = new();

    private IAppendHandle? _handle;
    private bool _isDirty;
    private bool _isFolderDirty;
    private bool _mustRewrite;
    private long _syncedLength;
    private long _lastUse;

    // Lines written in part, from the start of the torn one; how much of that is in the file, and the length the file must still have for
    // the remainder to fit.
    private byte[]? _rest;
    private int _restWritten;
    private long _lengthBeforeRest;

    /// <summary>Makes the object; nothing is opened yet.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The file; its folder must exist when it is first appended to.</param>
    /// <param name="options">Where to lock, whom to tell.</param>
    /// <param name="cache">Bounds the open handles; null for none.</param>
    public AppendFile(IFileSystem files, string path, AppendFileOptions options, AppendFileCache? cache = null)
    {
        _files = files;
        Path = path;
        _options = options;
        _cache = cache;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The cache's age when it was last appended to.</summary>
    internal long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>Place in the cache's list of open files; -1 when it is not in it. Guarded by the cache's lock.</summary>
    internal int CacheIndex { get; set; } = -1;

    /// <summary>Whether the rest of lines written in part waits to be completed.</summary>
    public bool HasRest
    {
        get
        {
            lock (_gate) return _rest is not null;
        }
    }

    /// <summary>Appends whole lines by one write.</summary>
    /// <param name="wholeLines">One or more lines, each ended by <c>\n</c>.</param>
    /// <exception cref="StoreIOException">
    /// A fault. <see cref="StoreIOException.BytesTaken"/> says how much of <paramref name="wholeLines"/> must not be passed again.
    /// </exception>
    public void Append(ReadOnlySpan<byte> wholeLines)
    {
        if (wholeLines.IsEmpty) return;
        lock (_gate)
        {
            if (_cache is not null) Volatile.Write(ref _lastUse, _cache.Age);
            if (_rest is not null) CompleteRest();
            var handle = _handle ?? Open(checkTail: true);
            int written;
            try
            {
                written = handle.Write(wholeLines);
            }
            catch (StoreIOException fault)
            {
                CloseAfter(fault);
                throw;
            }

            _isDirty = true;
            if (written != wholeLines.Length) KeepRemainder(handle, wholeLines, written);
        }
    }

    /// <summary>Writes what is still missing of lines written in part, if anything is.</summary>
    /// <exception cref="StoreIOException">The fault goes on; nothing changed.</exception>
    public void Complete()
    {
        lock (_gate)
        {
            if (_rest is not null) CompleteRest();
        }
    }

    /// <summary>Returns when all that was appended here is on the disk, and so is the name of a file that was made here.</summary>
    /// <exception cref="StoreIOException">
    /// A fault. The system may have dropped what it could not write, so the handle is not used again, and the next call writes once more, in place, what
    /// no sync has covered.
    /// </exception>
    public void Sync()
    {
        lock (_gate)
        {
            if (_rest is not null) CompleteRest();
            if (_isDirty) SyncContent();
            if (!_isFolderDirty) return;
            if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder) _files.SyncDirectory(folder);
            _isFolderDirty = false;
        }
    }

    /// <summary>Finds out whether the open file still has a name; if it was deleted, closes it, so that the next append makes it anew.</summary>
    /// <returns>False when it was deleted: what was appended lately may be gone with it.</returns>
    public bool CheckStillLinked()
    {
        lock (_gate)
        {
            if (_handle is null || _handle.Stat().Links > 0) return true;
            CloseHandle();
            return false;
        }
    }

    /// <summary>Closes the handle; the next append opens it again. Waits for a running append.</summary>
    public void Close()
    {
        lock (_gate) CloseHandle();
    }

    /// <summary>Closes the handle unless somebody is appending at this moment.</summary>
    /// <returns>Whether it was closed here.</returns>
    internal bool TryClose()
    {
        if (!Monitor.TryEnter(_gate)) return false;
        try
        {
            if (_handle is null) return false;
            CloseHandle();
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private void SyncContent()
    {
        if (_handle is null && !_files.TryStat(Path, out _))
        {
            // Deleted since the last append: there is nothing to sync, and opening would make an empty file.
            _isDirty = _mustRewrite = _isFolderDirty = false;
            return;
        }

        var handle = _handle ?? Open(checkTail: true);
        try
        {
            var length = handle.Stat().Size;
            if (_mustRewrite) handle.RewriteFrom(Math.Min(_syncedLength, length));
            handle.Fsync();
            _syncedLength = length;
            _isDirty = _mustRewrite = false;
        }
        catch (StoreIOException)
        {
            _mustRewrite = true;
            CloseHandle();
            throw;
        }
    }

    private IAppendHandle Open(bool checkTail)
    {
        var handle = OpenHandle();
        try
        {
            var size = handle.Stat().Size;
            if (size == 0) _isFolderDirty = true;
            else if (checkTail) size = EnsureWholeTail(handle, size);

            // What was there before this object's first line is not its business, nor is what others appended while it had none to sync.
            if (!_isDirty) _syncedLength = size;
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        _handle = handle;
        _cache?.Add(this);
        return handle;
    }

    private IAppendHandle OpenHandle()
    {
        while (true)
        {
            try
            {
                return _files.OpenAppend(Path);
            }
            catch (StoreIOException full) when (full.Error == StoreIOError.TooManyOpenFiles && _cache?.Halve() == true)
            {
                // Handles were freed: once more.
            }
        }
    }

    private void CloseHandle()
    {
        if (_handle is null) return;
        _cache?.Remove(this);
        _handle.Dispose();
        _handle = null;
    }

    // A full disk leaves the handle good; after anything else (the share went away, the disk failed) it is opened anew.
    private void CloseAfter(StoreIOException fault)
    {
        if (fault.Error is not (StoreIOError.NoSpace or StoreIOError.Quota or StoreIOError.TooLarge)) CloseHandle();
    }
}
