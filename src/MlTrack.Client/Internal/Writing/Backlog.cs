using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>The records of one run that could not be written yet, in the order in which they were logged.</summary>
internal sealed class Backlog
{
    private readonly object _sync = new();
    private readonly object _drain = new();
    private readonly Dictionary<string, WriteLane> _lanes = new(StringComparer.Ordinal);
    private readonly PendingBudget _budget;
    private readonly int _maxRecords;
    private readonly long _maxBytes;
    private readonly LinkedList<PendingWrite> _queue = [];
    private int _count;

    internal Backlog(PendingBudget budget, int maxRecords, long maxBytes)
    {
        _budget = budget;
        _maxRecords = maxRecords;
        _maxBytes = maxBytes;
    }

    internal bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>How many records wait.</summary>
    internal int Records
    {
        get
        {
            lock (_sync)
            {
                return _queue.Sum(write => write.Records);
            }
        }
    }

    /// <summary>True when earlier records of the same lane wait, so that this one must queue up behind them.</summary>
    internal bool MustQueue(PendingWrite write)
    {
        if (IsEmpty)
        {
            return false;
        }

        lock (_sync)
        {
            return _lanes.TryGetValue(write.LaneName, out var lane) && lane.IsBlocked;
        }
    }

    /// <summary>Puts a record behind the others; false when it may be dropped and there is no room.</summary>
    internal bool TryAdd(PendingWrite write)
    {
        if (!_budget.TryTake(write, _maxRecords, _maxBytes))
        {
            return false;
        }

        lock (_sync)
        {
            write.Lane = (write as PendingPoint)?.Series ?? FindOrAddLane(write.LaneName);
            write.Lane.Added();
            write.Place = _queue.AddLast(write);
            _count++;
        }

        return true;
    }

    /// <summary>Takes the oldest record out that may be dropped; null when there is none, or when the records are just being written.</summary>
    internal PendingWrite? TryRemoveOldest()
    {
        if (!Monitor.TryEnter(_drain))
        {
            return null;
        }

        try
        {
            var oldest = FindOldest();
            return oldest is not null && Remove(oldest) ? oldest : null;
        }
        finally
        {
            Monitor.Exit(_drain);
        }
    }

    /// <summary>
    /// Tries everything once, in order. A lane whose record fails is left alone for the rest of the pass, since its later records must not overtake.
    /// </summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="failed">Told of each failure; gives when the lane may be tried again, or null when the record shall be given up.</param>
    /// <param name="now">The clock's timestamp; <see cref="long.MaxValue"/> to try every lane.</param>
    /// <param name="deadline">When to stop.</param>
    /// <returns>True when nothing waits any more.</returns>
    internal bool Drain(IRunWriter writer, Func<PendingWrite, Exception, long?> failed, long now, Deadline deadline)
    {
        if (!Monitor.TryEnter(_drain, deadline.Left))
        {
            return IsEmpty;
        }

        try
        {
            var stuck = new HashSet<WriteLane>();
            foreach (var write in Snapshot())
            {
                if (deadline.HasPassed && stuck.Count > 0)
                {
                    break;
                }

                // A write gets its lane when it is added, and only added ones are here.
                var lane = write.Lane!;
                if (lane.NotBefore > now || stuck.Contains(lane))
                {
                    continue;
                }

                if (TryWrite(writer, write, failed))
                {
                    Remove(write);
                }
                else
                {
                    stuck.Add(lane);
                }
            }

            return IsEmpty;
        }
        finally
        {
            Monitor.Exit(_drain);
        }
    }

    /// <summary>Gives everything up that waits.</summary>
    /// <returns>What was given up.</returns>
    internal IReadOnlyList<PendingWrite> Clear()
    {
        var rest = Snapshot();
        return rest.Where(Remove).ToArray();
    }

    // The failure policy: whatever a store throws is judged by the caller, and the loop goes on.
    private static bool TryWrite(IRunWriter writer, PendingWrite write, Func<PendingWrite, Exception, long?> failed)
    {
        try
        {
            write.Apply(writer);
            return true;
        }
        catch (Exception exception)
        {
            if (failed(write, exception) is not { } notBefore)
            {
                return true;
            }

            write.Lane!.NotBefore = notBefore;
            return false;
        }
    }

    private PendingWrite[] Snapshot()
    {
        lock (_sync)
        {
            return [.. _queue];
        }
    }

    private PendingWrite? FindOldest()
    {
        lock (_sync)
        {
            return _queue.FirstOrDefault(write => write.MayBeDropped);
        }
    }

    private bool Remove(PendingWrite write)
    {
        lock (_sync)
        {
            if (write.Place is not { } place)
            {
                return false;
            }

            _queue.Remove(place);
            write.Place = null;
            write.Lane!.Removed();
            _count--;
        }

        _budget.GiveBack(write);
        return true;
    }

    private WriteLane FindOrAddLane(string name)
    {
        if (!_lanes.TryGetValue(name, out var lane))
        {
            lane = new WriteLane();
            _lanes.Add(name, lane);
        }

        return lane;
    }
}
