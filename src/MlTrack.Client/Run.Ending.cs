using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Ending;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <content>How a run ends.</content>
public sealed partial class Run
{
    private const int Open = 0;
    private const int Ended = 1;

    // The process is ending, and has ended the run: threads that still log are not to be disturbed by exceptions.
    private const int ProcessEnding = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly object _endSync = new();
    private int _state;
    private bool _isFinished;
    private bool _isMarkedKilled;
    private RunStatus _endStatus;
    private RunStatus? _impliedStatus;
    private Exception? _failure;

    /// <summary>True once the run has ended through this handle.</summary>
    public bool HasEnded => Volatile.Read(ref _state) != Open;

    /// <summary>True when a record may be written; false when it must be ignored because the process is ending.</summary>
    internal bool IsOpenForWriting => Volatile.Read(ref _state) == Open || IsIgnored();

    /// <summary>Returns when everything logged before has reached the level of <see cref="MlTrackClientOptions.Durability"/>.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when everything is written.</returns>
    /// <remarks>Records that could not be written are tried again, for at most <see cref="MlTrackClientOptions.FlushTimeout"/>.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">Something is not written, whatever <see cref="MlTrackClientOptions.OnFailure"/> says.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = Deadline.After(Client.Policy.FlushTimeout);
        await _artifacts.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
        while (!Writer.Drain(deadline))
        {
            if (deadline.HasPassed)
            {
                throw new MlTrackException(
                    MlTrackErrorCode.IoError, $"{Failures.PendingRecords} records of run '{RunId}' could not be written; run.Failures says why.")
                {
                    RunId = RunId,
                    IsTransient = true,
                };
            }

            await Task.Delay(deadline.Limit(Pause), cancellationToken).ConfigureAwait(false);
        }

        Writer.ThrowLate();
        Writer.Flush();
    }

    /// <summary>Ends the run: MLflow's <c>end_run</c>.</summary>
    /// <param name="status">The final state.</param>
    /// <param name="cancellationToken">Stops waiting for records that could not be written; the run ends nevertheless.</param>
    /// <returns>A task that ends when the run has ended.</returns>
    /// <remarks>
    /// Records that could not be written are tried again, for at most <see cref="MlTrackClientOptions.FlushTimeout"/>; what is left then is counted as
    /// lost, and one line says so.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The run has ended already.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the end could not be written.</exception>
    /// <example><code>await run.EndAsync(RunStatus.Failed);</code></example>
    public async Task EndAsync(RunStatus status = RunStatus.Finished, CancellationToken cancellationToken = default)
    {
        if (!TryBeginEnd(Ended, status))
        {
            throw EndedException();
        }

        await EndCoreAsync(status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Marks the run as failed: when it ends without a state being named, it ends as FAILED. The exception's type and message become the tag
    /// <c>mltrack.exception</c>, all of it the artifact <c>exception.txt</c>.
    /// </summary>
    /// <param name="exception">What went wrong.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: tag or artifact could not be written.</exception>
    public Run Fail(Exception exception)
    {
        Guard.NotNull(exception);
        ThrowIfEnded();
        _failure = exception;
        _impliedStatus = RunStatus.Failed;
        WriteException(exception);
        return this;
    }

    /// <summary>Ends the run if it has not ended: as FINISHED, or as FAILED after <see cref="Fail"/>, or as KILLED after Ctrl-C or SIGTERM.</summary>
    /// <returns>A task that ends when the run has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        var status = _impliedStatus ?? RunStatus.Finished;
        if (TryBeginEnd(Ended, status))
        {
            await EndCoreAsync(status, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Does what <see cref="DisposeAsync"/> does, waiting on this thread.</summary>
    public void Dispose()
    {
        var status = _impliedStatus ?? RunStatus.Finished;
        if (TryBeginEnd(Ended, status))
        {
            StopBackgroundWork();
            DrainWithin(Client.Policy.FlushTimeout);
            FinishEnd(status);
        }
    }

    /// <summary>
    /// The process is ending: ends the run on this thread, and lets other threads log into the void. An end that has begun elsewhere and
    /// would not get to its own end any more is finished as it was meant.
    /// </summary>
    internal void EndWithProcess(RunStatus status, Exception? exception, TimeSpan timeout)
    {
        if (exception is not null && !HasEnded)
        {
            WriteException(exception);
        }

        var implied = _impliedStatus ?? status;
        if (TryBeginEnd(ProcessEnding, implied))
        {
            StopBackgroundWork();
        }

        DrainWithin(timeout);
        FinishEnd(_endStatus);
    }

    /// <summary>A signal came: an end without a state being named is KILLED from now on.</summary>
    internal void NoteSignal() => _impliedStatus = RunStatus.Killed;

    /// <summary>
    /// A signal came: writes KILLED, and everything that waits. The handle stays open, since the program may have a handler of its own that lets it go
    /// on and end the run in its own way.
    /// </summary>
    internal void MarkKilled(TimeSpan timeout)
    {
        DrainWithin(timeout);
        if (HasEnded)
        {
            FinishEnd(_endStatus);
            return;
        }

        lock (_endSync)
        {
            if (!_isFinished)
            {
                _isMarkedKilled = true;
                Writer.Write(EndOf(RunStatus.Killed));
                TryFlush();
            }
        }
    }

    /// <summary>The signal did not end the process, so it did not kill the run either.</summary>
    internal void GoOnAfterSignal()
    {
        lock (_endSync)
        {
            if (_isMarkedKilled && _state == Open)
            {
                _isMarkedKilled = false;
                _impliedStatus = _failure is null ? null : RunStatus.Failed;
                Writer.Write(new PendingUpdate("UpdateRun", new RunUpdate { Status = RunStatus.Running }));
            }
        }
    }

    /// <summary>Keeps an exception that came while the process was ending, when there is nobody to throw it to.</summary>
    internal void ReportEndFailure(Exception exception) => Writer.Note(EndOf(_endStatus), exception, keep: false);

    private async Task EndCoreAsync(RunStatus status, CancellationToken cancellationToken)
    {
        StopBackgroundWork();
        var deadline = Deadline.After(Client.Policy.FlushTimeout);
        await _artifacts.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
        while (!Writer.Drain(deadline) && !deadline.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            // WhenAny, since a cancelled pause is no reason to leave the run open.
            await Task.WhenAny(Task.Delay(deadline.Limit(Pause), cancellationToken)).ConfigureAwait(false);
        }

        FinishEnd(status);
    }

    private void DrainWithin(TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        _artifacts.Wait(deadline);
        while (!Writer.Drain(deadline) && !deadline.HasPassed)
        {
            Thread.Sleep(deadline.Limit(Pause));
        }
    }

    private bool TryBeginEnd(int state, RunStatus status)
    {
        lock (_endSync)
        {
            if (_state != Open)
            {
                return false;
            }

            _endStatus = status;
            Volatile.Write(ref _state, state);
            return true;
        }
    }

    private void FinishEnd(RunStatus status)
    {
        lock (_endSync)
        {
            if (_isFinished)
            {
                return;
            }

            _isFinished = true;
            try
            {
                Writer.GiveUpBacklog();
                Writer.TagLostRecords();
                Writer.Write(EndOf(status));
                TryFlush();
                Writer.ThrowLate();
            }
            finally
            {
                Writer.GiveUpBacklog();
                Writer.Summarize(RunName);
                Close();
            }
        }
    }

    private void Close()
    {
        try
        {
            Writer.Dispose();
        }
        catch (MlTrackException exception) when (Client.Policy.OnFailure == OnFailure.Report)
        {
            Writer.Note(new PendingUpdate("EndRun", new RunUpdate()), exception, keep: false);
        }
        finally
        {
            OpenRuns.Remove(this);
            Client.RunEnded();
        }
    }

    private PendingUpdate EndOf(RunStatus status) =>
        new("EndRun", new RunUpdate { Status = status, EndTime = Writer.Time.GetUtcNow() });

    private void TryFlush()
    {
        try
        {
            Writer.Flush();
        }
        catch (Exception exception) when (Client.Policy.OnFailure == OnFailure.Report)
        {
            Writer.Note(new PendingUpdate("Flush", new RunUpdate()), exception, keep: false);
        }
    }

    private void WriteException(Exception exception)
    {
        Writer.Write(new PendingTag(RunTags.Exception, ExceptionText.Summarize(exception)));
        if (_artifacts.CanStore)
        {
            Writer.Write(TextArtifact("Fail", exception.ToString(), ExceptionText.ArtifactFile));
        }
    }

    private void ThrowIfEnded()
    {
        if (HasEnded)
        {
            throw EndedException();
        }
    }

    // Not open: either the process is ending, and the record is ignored, or the program uses a run that it has ended.
    private bool IsIgnored() => Volatile.Read(ref _state) == ProcessEnding ? false : throw EndedException();

    private InvalidOperationException EndedException() => new(
        $"The run '{RunName}' ({RunId}) has ended. Start a new one, or go on with it: client.StartRunAsync(new RunOptions {{ RunId = \"{RunId}\" }}).");
}
