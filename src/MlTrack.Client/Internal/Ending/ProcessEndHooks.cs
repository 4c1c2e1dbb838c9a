namespace MlTrack.Internal.Ending;

/// <summary>
/// Ends open runs when the process ends: by its exit code, by an unhandled exception, by a signal. Hooked in with the first open run, taken
/// out after the last. Nothing here changes the exit code, cancels a signal or throws, so the program's own handlers work as without it.
/// </summary>
internal sealed partial class ProcessEndHooks : IDisposable
{
    /// <summary>How long a signal is held up at most.</summary>
    internal static readonly TimeSpan SignalTimeout = TimeSpan.FromSeconds(2);

    // A process that lives this long after a signal was not ended by it: the program, or nohup, took it.
    private static readonly TimeSpan SurvivalTime = TimeSpan.FromSeconds(3);

    // Runs wait for a disk only as long as their FlushTimeout; this is for a disk that does not even answer.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // What a process's exit code is after a signal: 128 and the signal's number (SIGHUP, SIGINT, SIGTERM).
    private static readonly int[] SignalExitCodes = [129, 130, 143];

    internal ProcessEndHooks()
    {
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
        HookSignals();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        UnhookSignals();
    }

    private static void OnProcessExit(object? sender, EventArgs e)
    {
        var status = Environment.ExitCode switch
        {
            0 => RunStatus.Finished,
            var code when Array.IndexOf(SignalExitCodes, code) >= 0 => RunStatus.Killed,
            _ => RunStatus.Failed,
        };
        EndAll(status, null);
    }

    private static void OnUnhandledException(object sender, UnhandledExceptionEventArgs e)
    {
        if (e.IsTerminating)
        {
            EndAll(RunStatus.Failed, e.ExceptionObject as Exception);
        }
    }

    private static void OnSignal()
    {
        var runs = OpenRuns.ToArray();

        // Before anything takes time: the program's own handlers come next, and may end its runs.
        Array.ForEach(runs, static run => run.NoteSignal());
        ForAll(runs, static run => run.MarkKilled(SignalTimeout), SignalTimeout);
        StartThread(() =>
        {
            Thread.Sleep(SurvivalTime);
            Array.ForEach(runs, static run => End(run, static survivor => survivor.GoOnAfterSignal()));
        });
    }

    private static void EndAll(RunStatus status, Exception? exception)
    {
        var runs = OpenRuns.ToArray();
        ForAll(runs, run => run.EndWithProcess(status, exception, run.Client.Policy.FlushTimeout), LongestTimeout(runs));
    }

    private static TimeSpan LongestTimeout(Run[] runs)
    {
        var longest = TimeSpan.Zero;
        foreach (var run in runs)
        {
            var timeout = run.Client.Policy.FlushTimeout;
            if (timeout == Timeout.InfiniteTimeSpan)
            {
                return timeout;
            }

            longest = timeout > longest ? timeout : longest;
        }

        return longest + Margin;
    }

    /// <summary>Does something with every run, on threads of their own, since a disk that hangs must not hold up the end longer than it may.</summary>
    private static void ForAll(Run[] runs, Action<Run> end, TimeSpan timeout)
    {
        var threads = Array.ConvertAll(runs, run => StartThread(() => End(run, end)));
        var deadline = Writing.Deadline.After(timeout);
        foreach (var thread in threads)
        {
            thread.Join(deadline.Left);
        }
    }

    private static Thread StartThread(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true, Name = "MlTrack end of process" };
        thread.Start();
        return thread;
    }

    // The process is going down: an exception here could only change how it does, and the run's failures have it already.
    private static void End(Run run, Action<Run> end)
    {
        try
        {
            end(run);
        }
        catch (Exception exception)
        {
            run.ReportEndFailure(exception);
        }
    }
}
