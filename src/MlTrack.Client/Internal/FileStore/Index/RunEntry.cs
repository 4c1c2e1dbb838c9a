namespace MlTrack.Internal.FileStore.Index;

/// <summary>A run that the index knows. Thread-safe: rows are replaced as a whole, and of two that were made at once either will do.</summary>
internal sealed class RunEntry(RunPlace place)
{
    private volatile RunRow? _row;
    private volatile RunRow? _trusted;
    private int _failedVersion = -1;

    internal RunPlace Place { get; } = place;

    /// <summary>False for an entry that lives only as long as a search.</summary>
    internal bool IsKept { get; set; }

    /// <summary>What is known of the run; null when nothing is. Each value is worth something only if its file still has its fingerprint.</summary>
    internal RunRow? Row
    {
        get => _row;
        set => _row = value;
    }

    /// <summary>The whole run, of which no notice has come since it was read: no file needs to be looked at. Null when there is no such.</summary>
    internal RunRow? Trusted => _trusted;

    /// <summary>The notices of its files.</summary>
    internal WatchState State { get; } = new();

    /// <summary>True when the run has been read whole since the last notice, or cannot be.</summary>
    internal bool IsSeen => _trusted is not null || Volatile.Read(ref _failedVersion) == State.Version;

    /// <summary>Something in the run's folder may have changed.</summary>
    internal void Touch()
    {
        lock (State)
        {
            State.Touch();
            _trusted = null;
        }
    }

    /// <summary>The run was read whole, or could not be (null).</summary>
    /// <param name="version">The count of notices before that; if there is another by now, nothing changes.</param>
    internal void See(RunRow? row, int version)
    {
        lock (State)
        {
            if (State.Version == version)
            {
                _trusted = row;
                Volatile.Write(ref _failedVersion, row is null ? version : -1);
            }
        }
    }
}
