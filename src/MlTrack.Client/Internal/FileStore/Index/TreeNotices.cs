namespace MlTrack.Internal.FileStore.Index;

/// <summary>The system's notices of changes below a root, told to an index. One for each watch; thread-safe.</summary>
internal sealed class TreeNotices : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly RunIndex _index;
    private readonly Action _wake;
    private readonly FileSystemWatcher _watcher;
    private volatile Exception? _fault;

    /// <param name="root">The root, links resolved.</param>
    /// <param name="wake">Called after each notice.</param>
    internal TreeNotices(string root, RunIndex index, Action wake)
    {
        _index = index;
        _wake = wake;
        _watcher = new FileSystemWatcher(root)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = BufferBytes,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes | NotifyFilters.CreationTime,
        };
        _watcher.Changed += (_, e) => OnNotice(e.Name, isNameChange: false);
        _watcher.Created += (_, e) => OnNotice(e.Name, isNameChange: true);
        _watcher.Deleted += (_, e) => OnNotice(e.Name, isNameChange: true);
        _watcher.Renamed += (_, e) =>
        {
            OnNotice(e.OldName, isNameChange: true);
            OnNotice(e.Name, isNameChange: true);
        };
        _watcher.Error += (_, e) => OnError(e.GetException());
    }

    /// <summary>Why no notice can be relied on any more; null while they can.</summary>
    internal Exception? Fault => _fault;

    /// <summary>Begins. On return every folder there is gives notices, or <see cref="Fault"/> says why not.</summary>
    internal void Start()
    {
        try
        {
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or PlatformNotSupportedException or ArgumentException)
        {
            _fault = fault;
        }
    }

    /// <summary>Drops all further notices; for tests.</summary>
    internal void Mute() => _watcher.EnableRaisingEvents = false;

    public void Dispose() => _watcher.Dispose();

    /// <summary>Tells the index what a notice is about.</summary>
    /// <param name="path">The path that has changed, relative to the root.</param>
    /// <param name="isNameChange">Whether something came, went or got another name.</param>
    internal static void Tell(RunIndex index, string? path, bool isNameChange)
    {
        var names = (path ?? "").Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var at = names[0] == MlrunsLayout.Trash ? 1 : 0;
        if (names.Length == at || names[at].Length == 0)
        {
            index.TouchAll();
            return;
        }

        var experiment = at == 0 ? names[0] : MlrunsLayout.Trash + "/" + names[1];
        if (names.Length == at + 1)
        {
            // A folder that only says that there is something new in it (Windows) says nothing about the runs it had.
            index.Touch(experiment, withRuns: isNameChange);
            return;
        }

        if (names.Length == at + 2 && isNameChange)
        {
            index.Touch(experiment, withRuns: false);
        }

        if (names.Length < at + 3 || names[at + 2] != MlrunsLayout.Artifacts)
        {
            index.Touch(experiment, names[at + 1]);
        }
    }

    /// <summary>Notices were lost, or no more will come.</summary>
    internal void OnError(Exception fault)
    {
        // Too many notices at once: what was lost may be anything, but those to come are good. All else is for good.
        if (fault is not InternalBufferOverflowException)
        {
            _fault = fault;
        }

        _index.TouchAll();
        _wake();
    }

    private void OnNotice(string? path, bool isNameChange)
    {
        Tell(_index, path, isNameChange);
        _wake();
    }
}
