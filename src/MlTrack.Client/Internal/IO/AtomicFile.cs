namespace MlTrack.Internal.IO;

/// <summary>
/// Writes whole files so that every reader, at every moment and after every crash, finds the old content or the new one. MLflow truncates and
/// writes in place, or moves from another disk, which readers and killed writers turn into empty and half files.
/// </summary>
/// <remarks>
/// Thread-safe. The temporary file lies in a folder that the caller names: the run's (experiment's, model's, version's) own, because MLflow reads every
/// file below <c>params/</c>, <c>tags/</c> and <c>metrics/</c> as a value and a temporary folder of the system may be on another disk, where no rename reaches.
/// </remarks>
internal sealed class AtomicFile
{
    private const int MaxNames = 4;
    private const int MaxRetries = 10;
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(500);

    private readonly IFileSystem _files;
    private readonly Action<TimeSpan> _wait;
    private readonly bool _retriesBusyTargets;

    /// <summary>Makes a writer.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="wait">How to wait between retries; null sleeps.</param>
    /// <param name="retriesBusyTargets">
    /// Whether a target that somebody holds open is tried again; null for Windows only, where a reader that does not share deletion (Python, virus
    /// scanners, indexers) makes a replace fail for as long as it reads.
    /// </param>
    public AtomicFile(IFileSystem files, Action<TimeSpan>? wait = null, bool? retriesBusyTargets = null)
    {
        _files = files;
        _wait = wait ?? Thread.Sleep;
        _retriesBusyTargets = retriesBusyTargets ?? OperatingSystem.IsWindows();
    }

    /// <summary>Gives a file a new content; makes it if it is missing. An existing file's permission bits are kept.</summary>
    /// <param name="target">The file. A link of that name is replaced, not followed.</param>
    /// <param name="tempFolder">An existing folder of the same disk where no reader looks for values.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="level">What is forced to the disk.</param>
    /// <exception cref="StoreIOException">A fault; the old content is still there, unless only the last step, the sync of the folder, failed.</exception>
    public void Replace(string target, string tempFolder, ReadOnlySpan<byte> content, FsyncLevel level)
    {
        int? mode = _files.TryStat(target, out var old) && old.Kind == EntryKind.File && !OperatingSystem.IsWindows() ? old.Mode : null;
        var temp = CreateTemp(tempFolder, content, mode, level);
        try
        {
            Retry(() => Replaced(temp, target), temp);
        }
        catch
        {
            DeleteAfterFault(temp);
            throw;
        }

        SyncFolder(target, level);
    }

    /// <summary>Publishes a new file with its whole content if the name is free: of any number of threads and processes exactly one wins.</summary>
    /// <param name="target">The file to make.</param>
    /// <param name="tempFolder">An existing folder of the same disk where no reader looks for values.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="level">What is forced to the disk.</param>
    /// <returns>False when the name was taken; the file of that name is complete and can be read.</returns>
    /// <remarks>Where the disk has neither exclusive rename nor hard links (exFAT, some shares) the new file may be seen empty for an instant.</remarks>
    /// <exception cref="StoreIOException">A fault; nothing was published, unless only the last step, the sync of the folder, failed.</exception>
    public bool TryPublishNew(string target, string tempFolder, ReadOnlySpan<byte> content, FsyncLevel level)
    {
        var temp = CreateTemp(tempFolder, content, mode: null, level);
        bool isWon;
        try
        {
            isWon = Retry(() => _files.TryPublishNew(temp, target), temp);
        }
        catch
        {
            DeleteAfterFault(temp);
            throw;
        }

        if (isWon) SyncFolder(target, level);
        else _files.DeleteFile(temp);
        return isWon;
    }

    private bool Replaced(string temp, string target)
    {
        _files.Replace(temp, target);
        return true;
    }

    private string CreateTemp(string folder, ReadOnlySpan<byte> content, int? mode, FsyncLevel level)
    {
        for (var attempt = 1; ; attempt++)
        {
            var temp = TempName.NewPath(folder);
            try
            {
                // A new file is made with its final rights at once: it holds nothing that the target will not show. One that replaces a private file
                // stays private until it is complete, and gets the old rights before it gets the name.
                _files.CreateNew(temp, content, mode, sync: level != FsyncLevel.None);
                return temp;
            }
            catch (StoreIOException taken) when (taken.Error == StoreIOError.AlreadyExists && attempt < MaxNames)
            {
                // Somebody else's file; it is left alone and another name is drawn.
            }
            catch (StoreIOException fault) when (fault.Error != StoreIOError.AlreadyExists)
            {
                DeleteAfterFault(temp);
                throw;
            }
        }
    }

    private bool Retry(Func<bool> step, string temp)
    {
        var pause = _firstPause;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return step();
            }
            catch (StoreIOException fault) when (_retriesBusyTargets && attempt < MaxRetries
                && fault.Error is StoreIOError.Busy or StoreIOError.AccessDenied && _files.TryStat(temp, out _))
            {
                var jitter = 0.5 + Random.Shared.NextDouble();
                _wait(TimeSpan.FromTicks((long)(pause.Ticks * jitter)));
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _longestPause.Ticks));
            }
        }
    }

    private void SyncFolder(string target, FsyncLevel level)
    {
        if (level == FsyncLevel.FileAndFolder && Path.GetDirectoryName(target) is { Length: > 0 } folder) _files.SyncDirectory(folder);
    }

    private void DeleteAfterFault(string temp)
    {
        try
        {
            _files.DeleteFile(temp);
        }
        catch (StoreIOException)
        {
            // The first fault is the one to report. What is left is a file that every reader ignores and a repair removes.
        }
    }
}
