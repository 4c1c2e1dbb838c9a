using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Where a run's artifacts go, and those that are still on their way. Thread-safe.</summary>
/// <remarks>A local folder takes a file before the call returns; a repository that needs a network does not, and its calls must not be waited for.</remarks>
internal sealed class ArtifactSink
{
    private readonly object _sync = new();
    private readonly HashSet<Task> _running = [];
    private readonly OpenedRun _run;
    private readonly GuardedRunWriter _writer;

    internal ArtifactSink(OpenedRun run, GuardedRunWriter writer)
    {
        _run = run;
        _writer = writer;
    }

    internal bool CanStore => _run.Artifacts is not null;

    /// <summary>The repository.</summary>
    /// <exception cref="MlTrackException">There is none, or nobody knows how to reach it.</exception>
    internal IArtifactRepository Repository => _run.Artifacts ?? throw (_run.ArtifactsFault ?? new MlTrackException(
        MlTrackErrorCode.NotImplemented, $"The store of run '{_run.Writer.RunId}' keeps no artifacts ({nameof(IArtifactRepositoryProvider)}).")
        {
            RunId = _run.Writer.RunId,
        });

    internal void Add(PendingWrite write, Task storing)
    {
        var watched = WatchAsync(write, storing);
        lock (_sync)
        {
            _running.Add(watched);
        }

        // It may have ended before it was added.
        watched.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when nothing is on its way any more, or when the time is up.</summary>
    internal async Task WaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        if (Running() is { } running && !deadline.HasPassed)
        {
            await Task.WhenAny(running, Task.Delay(deadline.Left, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Waits on this thread, for ends that cannot be awaited: a disposal, the end of the process.</summary>
    internal void Wait(Deadline deadline)
    {
        if (Running() is { } running)
        {
            running.Wait(deadline.Left);
        }
    }

    private Task? Running()
    {
        lock (_sync)
        {
            return _running.Count == 0 ? null : Task.WhenAll(_running);
        }
    }

    // The failure policy, once more: whatever a repository throws is judged, and never lost.
    private async Task WatchAsync(PendingWrite write, Task storing)
    {
        try
        {
            await storing.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _writer.FailedLater(write, exception);
        }
    }

    private void Forget(Task watched)
    {
        lock (_sync)
        {
            _running.Remove(watched);
        }
    }
}
