namespace MlTrack.Internal.Writing;

/// <summary>
/// What must stay in order: the points of one metric, the values of one tag. While records of a lane wait, later ones queue up behind
/// them; other lanes are not held up by it.
/// </summary>
internal sealed class WriteLane
{
    private int _pending;

    /// <summary>True while records of this lane wait in memory. Read on the hot path without a lock.</summary>
    internal bool IsBlocked => Volatile.Read(ref _pending) != 0;

    /// <summary>The timestamp of the clock before which no other try makes sense; guarded by the drain lock.</summary>
    internal long NotBefore { get; set; }

    internal void Added() => Interlocked.Increment(ref _pending);

    internal void Removed() => Interlocked.Decrement(ref _pending);
}
