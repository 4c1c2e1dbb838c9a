using Microsoft.Extensions.Logging;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.Sync;
using MlTrack.Internal.Writing;
using MlTrack.Stores;
using MlTrack.Sync;

namespace MlTrack.Internal.Spooling;

/// <summary>Brings the open runs of a spool to its server while they are written, and what earlier programs left there.</summary>
/// <remarks>Thread-safe. It works as long as there is a run that is open or not sent, on threads of the pool.</remarks>
internal sealed class SpoolSender : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWhenDenied = TimeSpan.FromMinutes(5);

    private readonly WritePolicy _policy;
    private readonly TreeSync _sync;
    private readonly SyncSession _session;
    private readonly object _gate = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource<bool>> _finishing = new(StringComparer.Ordinal);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2213", Justification = "The loop may look at it after the end; without a timer there is nothing to free.")]
    private readonly CancellationTokenSource _stop = new();

    // Touched by one pass at a time.
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    private TaskCompletionSource<bool> _wake = NewSignal();
    private bool _isRunning;
    private bool _hasSentLeftOvers;

    internal SpoolSender(FileTrackingStore store, ITrackingStore target, WritePolicy policy, ILogger logger)
    {
        Store = store;
        Target = target;
        _policy = policy;
        _session = new SyncSession(store, target, new SyncOptions(), logger, policy.Time);
        _sync = new TreeSync(_session);
    }

    internal FileTrackingStore Store { get; }

    internal ITrackingStore Target { get; }

    /// <summary>Begins to send a run.</summary>
    internal void Add(string runId)
    {
        lock (_gate)
        {
            _open.Add(runId);
            Start();
        }
    }

    /// <summary>Whether a run of this process is being written or sent.</summary>
    internal bool IsOpen(string runId)
    {
        lock (_gate)
        {
            return _open.Contains(runId) || _finishing.ContainsKey(runId);
        }
    }

    /// <summary>There is something to send: the pause is cut short.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            _wake.TrySetResult(true);
        }
    }

    /// <summary>Waits until a run that has ended is sent whole.</summary>
    /// <returns>False when that took too long, or cannot be.</returns>
    internal bool Finish(string runId, TimeSpan timeout)
    {
        TaskCompletionSource<bool> done;
        lock (_gate)
        {
            _open.Remove(runId);
            if (!_finishing.TryGetValue(runId, out done!))
            {
                _finishing.Add(runId, done = NewSignal());
            }

            Start();
            _wake.TrySetResult(true);
        }

        return Task.WhenAny(done.Task, Task.Delay(timeout)).GetAwaiter().GetResult() == done.Task && done.Task.Result;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stop.Cancel();
            foreach (var done in _finishing.Values)
            {
                done.TrySetResult(false);
            }
        }
    }

    private void Start()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        for (var failures = 0; TryTake(out var runs, out var finishing);)
        {
            var pause = Interval;
            try
            {
                await PassAsync(runs, finishing).ConfigureAwait(false);
                failures = _session.IsAnythingLeft ? failures + 1 : 0;
                pause = failures == 0 ? Interval : TreeSync.PauseAfter(failures);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Nobody waits for this thread, and a tracker's fault must not end the program: it is told, and what is in the spool stays there.
                _policy.Reporter.ReportSendFailure(Target.Uri, exception);
                Answer(finishing, isSent: false);
                pause = SyncFaults.IsDenied(exception) ? PauseWhenDenied : TreeSync.PauseAfter(++failures);
            }

            await PauseAsync(pause).ConfigureAwait(false);
        }
    }

    private async Task PassAsync(IReadOnlyCollection<string> runs, List<string> finishing)
    {
        _session.BeginPass();
        foreach (var gone in runs.Where(run => Store.Context.Locator.FindRun(run) is null && _lost.Add(run)))
        {
            // Somebody has removed its folder. That is told once; the other runs are sent.
            _session.Report("run-lost", gone, $"The run's folder is gone from the spool '{Store.Root}': what '{Target.Uri}' had not got of it is lost.");
        }

        await _sync.PassAsync([.. runs.Where(run => Store.Context.Locator.FindRun(run) is not null)], _stop.Token).ConfigureAwait(false);
        var left = _session.Problems.Where(problem => problem.IsTriedAgain).Select(problem => problem.RunId).ToList();
        Answer(finishing.Where(_lost.Contains).ToList(), isSent: false, isOver: true);
        Answer(finishing.Where(run => !left.Contains(run) && !_lost.Contains(run)).ToList(), isSent: true);
        if (!_hasSentLeftOvers && !_session.IsAnythingLeft)
        {
            _hasSentLeftOvers = true;
            await _sync.PassAsync(runIds: null, _stop.Token).ConfigureAwait(false);
        }
    }

    // False when nothing is left to do; the next run begins anew.
    private bool TryTake(out IReadOnlyCollection<string> runs, out List<string> finishing)
    {
        lock (_gate)
        {
            finishing = [.. _finishing.Keys];
            runs = [.. _open, .. finishing];
            _wake = NewSignal();
            _isRunning = runs.Count > 0 && !_stop.IsCancellationRequested;
            return _isRunning;
        }
    }

    private void Answer(List<string> runs, bool isSent, bool isOver = false)
    {
        lock (_gate)
        {
            foreach (var run in runs)
            {
                _finishing[run].TrySetResult(isSent);
                if (isSent || isOver)
                {
                    _finishing.Remove(run);
                }
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        Task wake;
        lock (_gate)
        {
            wake = _wake.Task;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(wake, Task.Delay(pause, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
