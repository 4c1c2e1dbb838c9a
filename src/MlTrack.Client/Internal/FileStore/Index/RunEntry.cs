namespace MlTrack.Internal.FileStore.Index;

/// <summary>A run that the index knows. Thread-safe: the row is replaced as a whole, and of two that were made at once either will do.</summary>
internal sealed class RunEntry(RunPlace place)
{
    private volatile RunRow? _row;

    internal RunPlace Place { get; } = place;

    /// <summary>False for an entry that lives only as long as a search.</summary>
    internal bool IsKept { get; set; }

    /// <summary>What is known of the run; null when nothing is.</summary>
    internal RunRow? Row
    {
        get => _row;
        set => _row = value;
    }
}
