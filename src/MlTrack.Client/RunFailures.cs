using System.Collections;

namespace MlTrack;

/// <summary>
/// What went wrong while a run was logged: the first <see cref="Capacity"/> faults in full, all of them as counts. As a list it holds the
/// former. MLflow has no counterpart: there the fault goes to the training loop.
/// </summary>
/// <remarks>Thread-safe; enumerating gives what was there when it began.</remarks>
public sealed class RunFailures : IReadOnlyCollection<RunFailure>
{
    /// <summary>How many faults are kept in full.</summary>
    public const int Capacity = 100;

    private readonly object _sync = new();
    private readonly List<RunFailure> _first = [];
    private readonly Dictionary<string, long> _byKind = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lostByKey = new(StringComparer.Ordinal);
    private readonly Func<int> _pending;
    private long _total;
    private long _lost;

    internal RunFailures(Func<int> pending) => _pending = pending;

    /// <summary>How many faults are kept in full, at most <see cref="Capacity"/>.</summary>
    public int Count
    {
        get
        {
            lock (_sync)
            {
                return _first.Count;
            }
        }
    }

    /// <summary>How many faults there were. A record that fails again when it is tried again counts once.</summary>
    public long TotalCount
    {
        get
        {
            lock (_sync)
            {
                return _total;
            }
        }
    }

    /// <summary>The number of faults of each kind (<see cref="RunFailure.ErrorCode"/>).</summary>
    public IReadOnlyDictionary<string, long> CountsByKind => Copy(_byKind);

    /// <summary>How many records wait in memory to be written.</summary>
    public int PendingRecords => _pending();

    /// <summary>How many records were lost: dropped when memory was at its bound, or still unwritten when the run ended.</summary>
    public long LostRecords
    {
        get
        {
            lock (_sync)
            {
                return _lost;
            }
        }
    }

    /// <summary>The number of lost records by key; records without a key are counted under the member's name.</summary>
    public IReadOnlyDictionary<string, long> LostRecordsByKey => Copy(_lostByKey);

    /// <summary>Enumerates the faults that are kept in full, oldest first.</summary>
    /// <returns>The enumerator over a copy.</returns>
    public IEnumerator<RunFailure> GetEnumerator()
    {
        List<RunFailure> copy;
        lock (_sync)
        {
            copy = [.. _first];
        }

        return copy.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(RunFailure failure)
    {
        lock (_sync)
        {
            _total++;
            _byKind[failure.ErrorCode] = _byKind.TryGetValue(failure.ErrorCode, out var count) ? count + 1 : 1;
            if (_first.Count < Capacity)
            {
                _first.Add(failure);
            }
        }
    }

    internal void AddLost(string key, int records)
    {
        lock (_sync)
        {
            _lost += records;
            _lostByKey[key] = (_lostByKey.TryGetValue(key, out var count) ? count : 0) + records;
        }
    }

    private Dictionary<string, long> Copy(Dictionary<string, long> counts)
    {
        lock (_sync)
        {
            return new Dictionary<string, long>(counts, StringComparer.Ordinal);
        }
    }
}
