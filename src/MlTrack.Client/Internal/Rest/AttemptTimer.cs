namespace MlTrack.Internal.Rest;

/// <summary>The time limits of one attempt: each step of it, and all steps of reading an answer together. The caller's token ends it too.</summary>
internal sealed class AttemptTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _step;
    private volatile bool _isStopped;

    internal AttemptTimer(TimeSpan step, CancellationToken caller)
    {
        (_step, _caller) = (step, caller);
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _source.CancelAfter(step);
    }

    internal CancellationToken Token => _source.Token;

    /// <summary>True when the time is up and nobody stopped it.</summary>
    internal bool IsOver => _source.IsCancellationRequested && !_isStopped && !_caller.IsCancellationRequested;

    /// <summary>A step is done: the next one has its full time.</summary>
    internal void Restart() => _source.CancelAfter(_step);

    /// <summary>A step is done: the next one has its full time, or what is left until an end.</summary>
    internal void Restart(TimeSpan left) => _source.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < _step ? left : _step);

    /// <summary>No step is under way: the clock stands.</summary>
    internal void Pause() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Ends the attempt at once.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
