using System.Diagnostics;

namespace MlTrack.Internal.Writing;

/// <summary>
/// A moment to be done by, in real time: waiting for a disk is not a matter of the options' clock, which a test may have stopped.
/// </summary>
internal readonly struct Deadline
{
    private readonly long _start;
    private readonly TimeSpan _span;

    private Deadline(TimeSpan span)
    {
        _start = Stopwatch.GetTimestamp();
        _span = span;
    }

    internal static Deadline After(TimeSpan span) => new(span);

    internal bool HasPassed => Left == TimeSpan.Zero;

    /// <summary>What is left, never negative; <see cref="Timeout.InfiniteTimeSpan"/> without a limit.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (_span == Timeout.InfiniteTimeSpan)
            {
                return _span;
            }

            var left = _span - TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - _start) / (double)Stopwatch.Frequency);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>How long the next pause may be: <paramref name="pause"/>, or what is left if that is less.</summary>
    internal TimeSpan Limit(TimeSpan pause)
    {
        var left = Left;
        return left == Timeout.InfiniteTimeSpan || pause < left ? pause : left;
    }
}
