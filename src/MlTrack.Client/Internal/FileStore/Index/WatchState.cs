using System.Diagnostics;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Whether something on the disk may have changed since it was last looked at, as far as notices tell. Thread-safe: every notice counts up, and a look is worth something
/// only if the count is the same before and after.
/// </summary>
internal sealed class WatchState
{
    private int _version;
    private long _touched = Stopwatch.GetTimestamp();

    /// <summary>Counts the notices.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Something may have changed.</summary>
    internal void Touch()
    {
        Volatile.Write(ref _touched, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _version);
    }

    /// <summary>
    /// True when the last notice is old enough: a folder that has just been made is watched a moment later, and what was put into it before that gives no notice of its own.
    /// </summary>
    internal bool IsSettled(TimeSpan settleTime) => (Stopwatch.GetTimestamp() - Volatile.Read(ref _touched)) / (double)Stopwatch.Frequency >= settleTime.TotalSeconds;
}
