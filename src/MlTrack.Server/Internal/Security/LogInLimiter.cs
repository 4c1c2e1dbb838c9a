using System.Collections.Concurrent;

namespace MlTrack.Server.Internal.Security;

/// <summary>
/// Slows down who guesses passwords: after ten failures of one account or one address each further try must wait 1, 2, 4 … 60 s. It forgets by itself.
/// Thread-safe.
/// </summary>
internal sealed class LogInLimiter(TimeProvider time)
{
    private const int Free = 10;
    private const int LongestSeconds = 60;
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan Forgets = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>Seconds that this key must still wait; 0 for none.</summary>
    internal int SecondsToWait(string key)
    {
        if (!_failures.TryGetValue(key, out var failures))
        {
            return 0;
        }

        var now = time.GetUtcNow();
        if (now - failures.Last > Forgets)
        {
            _failures.TryRemove(key, out _);
            return 0;
        }

        return failures.Count <= Free ? 0 : Math.Max(0, (int)Math.Ceiling((failures.Last + Delay(failures.Count) - now).TotalSeconds));
    }

    /// <summary>Notes a failure and gives how many there were.</summary>
    internal int Fail(string key)
    {
        if (_failures.Count >= MaxEntries)
        {
            // Somebody tries names without end; the addresses are what counts then.
            _failures.Clear();
        }

        var now = time.GetUtcNow();
        return _failures.AddOrUpdate(key, _ => new Failures(1, now), (_, before) => new Failures(before.Count + 1, now)).Count;
    }

    internal void Forget(string key) => _failures.TryRemove(key, out _);

    private static TimeSpan Delay(int count) => TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1 << Math.Min(count - Free - 1, 6)));

    private readonly record struct Failures(int Count, DateTimeOffset Last);
}
