using System.Diagnostics;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Keeps an index in step with the disk, so that a search need not look at the files. A thread of its own takes the system's notices and reads whole what has
/// changed; until it has, searches look at the files of those runs as they always do. Where there are no notices (network disks, no watches left) it looks at all
/// files every so often.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class IndexWatch : IDisposable
{
    // Notices that come together are taken together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    // No system promises every notice; a walk now and then finds what was missed.
    private const int IntervalsWithNotices = 20;

    // At most this share of a processor goes into walks.
    private const int LeastRest = 9;

    private readonly RunIndex _index;
    private readonly StoreContext _context;
    private readonly Func<string, bool> _isWritten;
    private readonly TimeSpan _interval;
    private readonly RunMemo _memo;
    private readonly Thread _thread;

    // Not events of the system: a notice may still come when all is disposed.
    private readonly object _gate = new();
    private TreeNotices? _notices;
    private volatile bool _isStopped;
    private bool _isWoken;

    /// <param name="isWritten">Whether this process has a writer open on a run: such a run is never trusted.</param>
    /// <param name="interval">How often all files are looked at where there are no notices.</param>
    internal IndexWatch(RunIndex index, StoreContext context, Func<string, bool> isWritten, TimeSpan interval)
    {
        _index = index;
        _context = context;
        _isWritten = isWritten;
        _interval = interval;
        _memo = new RunMemo(context, index, NoProblems.Instance);
        _thread = new Thread(Run) { IsBackground = true, Name = "MlTrack index watch" };
        index.SomethingNew = Wake;
    }

    /// <summary>True when every run has been read whole since its last notice, or cannot be; for tests and benchmarks.</summary>
    internal bool IsQuiet => _index.IsWatched && _index.Experiments.All(experiment => experiment.Trusted?.TrueForAll(run => run.IsSeen) == true);

    /// <summary>True when the system gives notices; for tests.</summary>
    internal bool HasNotices => _notices is { Fault: null };

    /// <summary>The notices, if the system gives any; for tests.</summary>
    internal TreeNotices? Notices => _notices;

    /// <summary>Starts the thread.</summary>
    internal void Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _thread.Start();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _thread.Start();
        }
    }

    /// <summary>Stops; searches look at the files again.</summary>
    public void Dispose()
    {
        _index.IsWatched = false;
        lock (_gate)
        {
            _isStopped = true;
            Monitor.PulseAll(_gate);
        }

        if (_thread.IsAlive && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }

        _notices?.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.PulseAll(_gate);
        }
    }

    // Until there is something to do, and a moment more; false when there never will be again.
    private bool WaitForWork(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (!_isStopped && !_isWoken && atMost > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, atMost);
            }

            var gather = Stopwatch.StartNew();
            while (!_isStopped && Gather - gather.Elapsed is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }

            _isWoken = false;
            return !_isStopped;
        }
    }

    private void Run()
    {
        try
        {
            StartNotices();
            Loop();
        }
        catch (Exception fault)
        {
            // An exception that left this thread would end the program; without it searches are as right as before, and slower.
            Log.WatchFailed(_context.Logger, _context.Layout.Root, fault);
        }
        finally
        {
            _index.IsWatched = false;
        }
    }

    private void StartNotices()
    {
        var root = _context.Disk.GetRealPath(_context.Layout.Root) ?? _context.Layout.Root;
        if (!IsOnNetwork(root))
        {
            _notices = new TreeNotices(root, _index, Wake);
            _notices.Start();
        }

        // What was read before the first notice could come has to be looked at once more.
        _index.TouchAll();
        _index.IsWatched = true;
    }

    private void Loop()
    {
        var sinceWalk = Stopwatch.StartNew();
        var wait = TimeSpan.Zero;
        var rest = TimeSpan.Zero;
        var isSaid = false;
        while (WaitForWork(wait))
        {
            if (!HasNotices && !isSaid)
            {
                isSaid = true;
                Log.NoNotices(_context.Logger, _context.Layout.Root, _interval, _notices?.Fault);
            }

            var isComplete = Look(all: false);
            var due = HasNotices ? TimeSpan.FromTicks(_interval.Ticks * IntervalsWithNotices) : _interval;
            due = due > rest ? due : rest;
            if (sinceWalk.Elapsed >= due)
            {
                sinceWalk.Restart();
                isComplete = Look(all: true);
                rest = TimeSpan.FromTicks(sinceWalk.Elapsed.Ticks * LeastRest);
            }

            var untilWalk = due - sinceWalk.Elapsed;
            wait = !isComplete ? Gather : untilWalk > TimeSpan.Zero ? untilWalk : TimeSpan.Zero;
        }
    }

    /// <summary>Lists and reads what is not trusted, or everything; false when some of it must wait.</summary>
    private bool Look(bool all)
    {
        var isComplete = true;
        foreach (var experiment in _index.Experiments)
        {
            if (all || experiment.Trusted is null)
            {
                isComplete &= experiment.State.IsSettled(RunIndex.SettleTime) && _index.TryList(experiment, place => RunFeed.List(_context, place, NoProblems.Instance));
            }

            // Of a folder behind a link there are no notices.
            if (!_context.Files.TryStat(experiment.Place!.Folder, out var stat) || stat.Kind != EntryKind.Directory)
            {
                continue;
            }

            foreach (var run in experiment.Runs)
            {
                if (_isStopped)
                {
                    return true;
                }

                if (all || !run.Value.IsSeen)
                {
                    isComplete &= TryRead(run.Value);
                }
            }
        }

        return isComplete;
    }

    private bool TryRead(RunEntry run)
    {
        var version = run.State.Version;
        if (!run.State.IsSettled(RunIndex.SettleTime))
        {
            return false;
        }

        run.See(_isWritten(run.Place.RunId) ? null : _memo.ReadWhole(run), version);
        return true;
    }

    private static bool IsOnNetwork(string root)
    {
        try
        {
            return new DriveInfo(root).DriveType == DriveType.Network;
        }
        catch (ArgumentException)
        {
            // Windows: a share without a letter.
            return true;
        }
    }
}
