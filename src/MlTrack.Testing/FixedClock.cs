using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>A clock that stands still until a test moves it, so that every run has the same times.</summary>
/// <remarks>Thread-safe. Only the time of day stands still: timers and time-outs of the client go on as usual.</remarks>
public sealed class FixedClock : TimeProvider
{
    private readonly object _sync = new();
    private DateTimeOffset _now;

    /// <summary>A clock that shows <see cref="DefaultStart"/>.</summary>
    public FixedClock()
        : this(DefaultStart)
    {
    }

    /// <summary>A clock that shows a time of yours.</summary>
    /// <param name="start">What it shows until it is moved.</param>
    public FixedClock(DateTimeOffset start) => _now = start;

    /// <summary>What a new clock shows: 2024-01-01 00:00 UTC.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_sync)
        {
            return _now;
        }
    }

    /// <summary>Moves the clock.</summary>
    /// <param name="by">How far; not backwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public void Advance(TimeSpan by)
    {
        Guard.NotNegative(by);
        lock (_sync)
        {
            _now += by;
        }
    }
}
