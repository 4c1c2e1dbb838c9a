using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>
/// The failure policy around a store's run writer: with <see cref="OnFailure.Report"/> nothing it does throws; what the disk did not take
/// is kept in order, bounded, and tried again; with <see cref="OnFailure.Throw"/> the caller gets the exception and nothing is kept.
/// </summary>
internal sealed class GuardedRunWriter : IDisposable
{
    internal const string LostRecordsTag = "mltrack.lost_records";

    private static readonly TimeSpan LastingInterval = TimeSpan.FromSeconds(30);

    private readonly IRunWriter _inner;
    private readonly WritePolicy _policy;
    private readonly Backlog _backlog;
    private readonly object _lostSync = new();
    private long _lostTagged;
    private MlTrackException? _late;

    internal GuardedRunWriter(IRunWriter inner, WritePolicy policy)
    {
        _inner = inner;
        _policy = policy;
        _backlog = new Backlog(policy.Budget, policy.MaxPendingRecords, policy.MaxPendingBytes);
        Failures = new RunFailures(() => _backlog.Records);
    }

    internal RunFailures Failures { get; }

    internal bool HasBacklog => !_backlog.IsEmpty;

    internal TimeProvider Time => _policy.Time;

    /// <summary>Opens a metric; exceptions are let out, since only the caller knows the point they cost.</summary>
    internal IMetricWriter OpenMetric(string key) => _inner.OpenMetric(key);

    /// <summary>Writes now, or queues up behind what waits already.</summary>
    /// <returns>True when it is written.</returns>
    internal bool Write(PendingWrite write)
    {
        if (_backlog.MustQueue(write))
        {
            Keep(write);
            return false;
        }

        // The one place where everything a store may throw is caught: a tracker never costs a training run.
        try
        {
            write.Apply(_inner);
            return true;
        }
        catch (Exception exception)
        {
            Failed(write, exception);
            return false;
        }
    }

    /// <summary>Judges the failure of a write: throws, gives it up, or keeps it for later.</summary>
    internal void Failed(PendingWrite write, Exception exception)
    {
        if (_policy.OnFailure == OnFailure.Throw)
        {
            throw Fault.Wrap(exception, write.Operation, write.Key, _inner.RunId);
        }

        var keep = Fault.Classify(exception) != FaultKind.Refused;
        Note(write, exception, keep);
        if (keep)
        {
            Keep(write);
        }
    }

    /// <summary>Judges the failure of a write that is not kept, since its caller is waiting for the answer.</summary>
    internal void FailedForGood(PendingWrite write, Exception exception)
    {
        if (_policy.OnFailure == OnFailure.Throw)
        {
            throw Fault.Wrap(exception, write.Operation, write.Key, _inner.RunId);
        }

        Note(write, exception, keep: false);
    }

    /// <summary>Judges a failure that came when nobody was waiting for it; with <see cref="OnFailure.Throw"/> the next flush or end throws it.</summary>
    internal void FailedLater(PendingWrite write, Exception exception)
    {
        if (_policy.OnFailure == OnFailure.Throw)
        {
            Interlocked.CompareExchange(ref _late, Fault.Wrap(exception, write.Operation, write.Key, _inner.RunId), null);
            return;
        }

        Failed(write, exception);
    }

    /// <summary>Throws what failed when nobody was waiting for it.</summary>
    internal void ThrowLate()
    {
        if (Interlocked.Exchange(ref _late, null) is { } late)
        {
            throw late;
        }
    }

    /// <summary>Puts a write behind those that wait.</summary>
    internal void Keep(PendingWrite write)
    {
        if (_backlog.TryAdd(write) || TryMakeRoomFor(write))
        {
            _policy.Pump.Add(this);
            return;
        }

        Drop(write);
    }

    /// <summary>One pass of the pump: only lanes whose time has come.</summary>
    internal void Retry()
    {
        if (_backlog.IsEmpty)
        {
            return;
        }

        if (_backlog.Drain(_inner, FailedAgain, _policy.Time.GetTimestamp(), Deadline.After(BacklogPump.Interval)))
        {
            _policy.Waits.Renew();
            _policy.Reporter.ReportRecovered(_inner.RunId);
            TagLostRecords();
        }
    }

    /// <summary>Tries everything that waits once, whenever it was tried last.</summary>
    /// <returns>True when nothing waits any more.</returns>
    internal bool Drain(Deadline deadline) => _backlog.IsEmpty || _backlog.Drain(_inner, FailedAgain, long.MaxValue, deadline);

    /// <summary>Counts everything that still waits, or is on the disk in part only, as lost.</summary>
    internal void GiveUpBacklog()
    {
        foreach (var lost in (_inner as IUnfinishedWrites)?.GiveUpUnfinished() ?? [])
        {
            Failures.AddLost(lost.Key, lost.Value);
        }

        foreach (var write in _backlog.Clear())
        {
            Failures.AddLost(write.Key ?? write.Operation, write.Records);
        }

        _policy.Pump.Remove(this);
    }

    /// <summary>Tells the run's readers that records are missing.</summary>
    internal void TagLostRecords()
    {
        lock (_lostSync)
        {
            var lost = Failures.LostRecords;
            if (lost > _lostTagged && Write(new PendingTag(LostRecordsTag, lost.ToString(System.Globalization.CultureInfo.InvariantCulture))))
            {
                _lostTagged = lost;
            }
        }
    }

    /// <summary>Brings what was written to the store's durability level; exceptions are let out.</summary>
    internal void Flush() => _inner.Flush();

    /// <summary>Notes a failure that is not about a single record, such as one of a flush.</summary>
    internal void Note(PendingWrite write, Exception exception, bool keep)
    {
        var failure = new RunFailure
        {
            Operation = write.Operation,
            Key = write.Key,
            ErrorCode = Fault.CodeOf(exception),
            Message = exception.Message,
            Exception = exception,
            Time = _policy.Time.GetUtcNow(),
            IsKept = keep,
        };
        Failures.Add(failure);
        _policy.Reporter.Report(_inner.RunId, write, failure);
    }

    /// <summary>Says at the end of the run what is missing.</summary>
    internal void Summarize(string runName) => _policy.Reporter.Summarize(_inner.RunId, runName, Failures);

    public void Dispose()
    {
        _policy.Pump.Remove(this);
        _inner.Dispose();
    }

    private bool TryMakeRoomFor(PendingWrite write) => _policy.OnFull switch
    {
        OnFull.Wait => TryWaitForRoom(write),
        OnFull.DropOldest => TryReplaceOldest(write),
        _ => false,
    };

    private bool TryWaitForRoom(PendingWrite write)
    {
        while (_policy.Waits.TryTake(WaitAllowance.Pause))
        {
            if (!Drain(Deadline.After(WaitAllowance.Pause)))
            {
                Thread.Sleep(WaitAllowance.Pause);
            }

            if (_backlog.TryAdd(write))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReplaceOldest(PendingWrite write)
    {
        while (_backlog.TryRemoveOldest() is { } oldest)
        {
            Drop(oldest);
            if (_backlog.TryAdd(write))
            {
                return true;
            }
        }

        return false;
    }

    private void Drop(PendingWrite write)
    {
        var key = write.Key ?? write.Operation;
        Failures.AddLost(key, write.Records);
        _policy.Reporter.ReportDropped(_inner.RunId, key);
    }

    private long? FailedAgain(PendingWrite write, Exception exception)
    {
        switch (Fault.Classify(exception))
        {
            case FaultKind.Refused:
                Note(write, exception, keep: false);
                return null;
            case FaultKind.Lasting:
                return _policy.Time.GetTimestamp() + (long)(LastingInterval.TotalSeconds * _policy.Time.TimestampFrequency);
            default:
                return 0;
        }
    }
}
