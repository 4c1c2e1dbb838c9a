namespace MlTrack.Internal.Writing;

/// <summary>
/// How long the callers of a client may still be held up while nothing can be written. It comes back only when everything that waited is written, so that a disk
/// that stays full costs a training its allowance once, and not again for each point.
/// </summary>
internal sealed class WaitAllowance(TimeSpan total)
{
    /// <summary>The length of one wait.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private long _left = total.Ticks;

    /// <summary>Takes one wait out of what is left.</summary>
    internal bool TryTake(TimeSpan pause)
    {
        if (Volatile.Read(ref _left) < pause.Ticks)
        {
            return false;
        }

        return Interlocked.Add(ref _left, -pause.Ticks) >= 0;
    }

    /// <summary>Gives the whole allowance back.</summary>
    internal void Renew() => Volatile.Write(ref _left, total.Ticks);
}
