using MlTrack.Internal.FileStore;

namespace MlTrack.Internal.IO;

/// <summary>
/// An advisory lock on a plain file <c>.mltrack.lock</c> of a folder, for what happens seldom and to whole folders: renames, deletes, repairs, cutting a torn
/// line. Logging needs no lock. MLflow knows nothing of it and passes over the file.
/// </summary>
/// <remarks>
/// The system's lock (<c>flock</c>; on Windows sharing) ends with its process. Some network disks lack it without saying so: a second handle is tried
/// each time, and where that gets through the lock is only as good as the file's content. The content also serves holders on other machines: they touch the file,
/// and one that does not for the length of the lease is taken for dead. Not thread-safe; a thread may hold several locks of different folders.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = MlrunsLayout.LockFile;

    private const int MaxContent = 64 * 1024;
    private const int PauseMilliseconds = 25;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly byte[] _content;
    private readonly object _gate = new();
    private readonly Timer _touch;
    private ILockHandle? _handle;

    private StoreLock(IFileSystem files, string path, ILockHandle handle, byte[] content, bool isWorking, TimeSpan touchInterval)
    {
        _files = files;
        _path = path;
        _handle = handle;
        _content = content;
        IsWorking = isWorking;
        _touch = new Timer(static state => ((StoreLock)state!).Touch(), this, touchInterval, touchInterval); // the state is always this object
    }

    /// <summary>Whether the disk really locks; if not, only holders that could be seen in the file were respected.</summary>
    public bool IsWorking { get; }

    /// <summary>Takes the lock of a folder, waiting for another holder.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="purpose">What for, shown to those who wait in vain.</param>
    /// <param name="options">Times; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; disposing it releases it.</returns>
    /// <exception cref="StoreIOException">Somebody else held it for the whole time (<see cref="StoreIOError.Busy"/>, names the holder), or the disk failed.</exception>
    public static StoreLock Acquire(
        IFileSystem files, string folder, string purpose, StoreLockOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StoreLockOptions();
        var path = Path.Combine(folder, FileName);
        var waited = TimeSpan.Zero;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(files, folder, path, purpose, options, out var holder) is { } taken) return taken;
            if (waited >= options.Timeout)
            {
                var who = holder is null ? "another process" : holder.ToString();
                throw new StoreIOException(StoreIOError.Busy, "lock", path, "it is held by " + who);
            }

            // Half to one and a half times the pause, so that many waiters do not come back together.
            var pause = TimeSpan.FromMilliseconds(PauseMilliseconds * (0.5 + Random.Shared.NextDouble()));
            options.Wait(pause);
            waited += pause;
        }
    }

    /// <summary>Releases the lock and removes the file.</summary>
    public void Dispose()
    {
        _touch.Dispose();
        lock (_gate)
        {
            if (_handle is null) return;
            try
            {
                // While the lock is still held: who opened the file meanwhile finds that it has lost its name, and makes a new one.
                if (!OperatingSystem.IsWindows() && IsCurrentFile(_files, _path, _handle)) _files.DeleteFile(_path);
            }
            catch (StoreIOException)
            {
                // The lock ends with the handle all the same; a file that stays names a holder that the next one finds not to hold it.
            }

            _handle.Dispose();
            _handle = null;
        }

        if (OperatingSystem.IsWindows()) DeleteOnWindows();
    }

    private static StoreLock? TryAcquire(
        IFileSystem files, string folder, string path, string purpose, StoreLockOptions options, out LockHolder? holder)
    {
        var handle = files.TryLock(path);
        try
        {
            holder = ReadHolder(files, path, out var stat);
            if (handle is null)
            {
                // The gap between judging and deleting is only as wide as these lines, and only a holder that is dead to the system, yet locked, leads here.
                if (IsDead(files, folder, holder, stat, options)
                    && files.TryStat(path, out var now) && now.IsSameFileAs(stat)) files.DeleteFile(path);
                return null;
            }

            if (!IsCurrentFile(files, path, handle)) return Give(ref handle);
            var isWorking = IsSecondRefused(files, path);
            if (holder is not null && !isWorking && holder.Process.Check() == ProcessState.Alive) return Give(ref handle);
            if (holder is { Process.IsSameHost: false } && !IsDead(files, folder, holder, stat, options)) return Give(ref handle);
            if (!isWorking) options.OnNotWorking?.Invoke(path);
            var content = new LockHolder(ProcessIdentity.Current, purpose, options.TimeProvider.GetUtcNow()).ToJson();
            handle.Write(content);
            return new StoreLock(files, path, handle, content, isWorking, options.TouchInterval);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    private static StoreLock? Give(ref ILockHandle handle)
    {
        handle.Dispose();
        return null;
    }

    private static bool IsSecondRefused(IFileSystem files, string path)
    {
        using var second = files.TryLock(path);
        return second is null;
    }

    private static bool IsCurrentFile(IFileSystem files, string path, ILockHandle handle) =>
        files.TryStat(path, out var named) && named.IsSameFileAs(handle.Stat());

    private static LockHolder? ReadHolder(IFileSystem files, string path, out FileStat stat)
    {
        var buffer = new FileBuffer();
        stat = default;
        if (!files.TryReadFile(path, buffer, MaxContent)) return null;
        stat = buffer.Stat;
        return LockHolder.Parse(new ReadOnlyMemory<byte>(buffer.Bytes, 0, buffer.Length));
    }

    private static bool IsDead(IFileSystem files, string folder, LockHolder? holder, FileStat stat, StoreLockOptions options) =>
        holder is not null && holder.Process.Check() switch
        {
            ProcessState.Alive => false,
            ProcessState.Gone => true,
            _ => DiskTime(files, folder) - stat.ModifiedNanoseconds > options.Lease.Ticks * 100,
        };

    // The disk's own clock: those of two machines cannot be compared.
    private static long DiskTime(IFileSystem files, string folder)
    {
        var probe = TempName.NewPath(folder);
        files.CreateNew(probe, default, mode: null, sync: false);
        try
        {
            return files.TryStat(probe, out var stat) ? stat.ModifiedNanoseconds : long.MinValue;
        }
        finally
        {
            files.DeleteFile(probe);
        }
    }

    private void Touch()
    {
        lock (_gate)
        {
            try
            {
                _handle?.Write(_content);
            }
            catch (StoreIOException)
            {
                // One touch of ten that the lease allows. If the disk stays gone, whatever the lock is held for fails and says so.
            }
        }
    }

    private void DeleteOnWindows()
    {
        try
        {
            _files.DeleteFile(_path);
        }
        catch (StoreIOException)
        {
            // The next holder has it open already, which forbids deleting: it will do so itself.
        }
    }
}
