namespace MlTrack.Internal.Writing;

/// <summary>
/// Tries again every five seconds what a client's runs could not write. The timer is armed only while something waits, and passes never overlap.
/// </summary>
internal sealed class BacklogPump
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly object _sync = new();
    private readonly HashSet<GuardedRunWriter> _waiting = [];
    private readonly TimeProvider _time;
    private ITimer? _timer;

    internal BacklogPump(TimeProvider time) => _time = time;

    /// <summary>Takes care of a writer until its backlog is empty.</summary>
    internal void Add(GuardedRunWriter writer)
    {
        lock (_sync)
        {
            if (_waiting.Add(writer) && _waiting.Count == 1)
            {
                Arm();
            }
        }
    }

    /// <summary>Forgets a writer whose run has ended.</summary>
    internal void Remove(GuardedRunWriter writer)
    {
        lock (_sync)
        {
            _waiting.Remove(writer);
        }
    }

    private void Tick()
    {
        GuardedRunWriter[] writers;
        lock (_sync)
        {
            writers = [.. _waiting];
        }

        foreach (var writer in writers)
        {
            writer.Retry();
        }

        lock (_sync)
        {
            _waiting.RemoveWhere(writer => !writer.HasBacklog);
            if (_waiting.Count > 0)
            {
                Arm();
            }
        }
    }

    private void Arm()
    {
        if (_timer is not null)
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            return;
        }

        // The timer must not carry the AsyncLocal values of whoever logged first.
        var flows = !ExecutionContext.IsFlowSuppressed();
        if (flows)
        {
            ExecutionContext.SuppressFlow();
        }

        try
        {
            _timer = _time.CreateTimer(static pump => ((BacklogPump)pump!).Tick(), this, Interval, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (flows)
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }
}
