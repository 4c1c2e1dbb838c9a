using Microsoft.Extensions.Logging;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.Spooling;
using MlTrack.Stores;
using MlTrack.Sync;

namespace MlTrack.Internal.Sync;

/// <summary>What all parts of a sync share: the two stores, the options, the counts.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SyncSession
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly List<SyncProblem> _problems = [];
    private readonly object _gate = new();

    internal SyncSession(FileTrackingStore source, ITrackingStore target, SyncOptions options, ILogger logger, TimeProvider time)
    {
        Source = source;
        Target = target;
        Options = options;
        Logger = logger;
        Time = time;
        IsSpool = SpoolTarget.Read(source.Context.Disk, source.Root) is not null;
    }

    /// <summary>Whether the tree is a spool. What is deleted there is on its way out of it; that it was deleted says nothing about the run on the server.</summary>
    internal bool IsSpool { get; }

    internal FileTrackingStore Source { get; }

    internal ITrackingStore Target { get; }

    internal SyncOptions Options { get; }

    internal ILogger Logger { get; }

    internal TimeProvider Time { get; }

    internal StoreContext Context => Source.Context;

    internal SyncCounts Counts { get; } = new();

    /// <summary>Whether anything is left that the next pass tries again.</summary>
    internal bool IsAnythingLeft => Problems.Any(problem => problem.IsTriedAgain);

    internal IReadOnlyList<SyncProblem> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Begins a pass: what was to be tried again is tried again.</summary>
    internal void BeginPass()
    {
        lock (_gate)
        {
            _problems.RemoveAll(problem => problem.IsTriedAgain);
        }
    }

    /// <summary>Notes a problem; the same one once.</summary>
    internal void Report(string kind, string? runId, string message, string? errorCode = null, bool isTriedAgain = false)
    {
        lock (_gate)
        {
            if (!isTriedAgain && !_reported.Add(kind + "\n" + runId + "\n" + message))
            {
                return;
            }

            _problems.Add(new SyncProblem { Kind = kind, RunId = runId, Message = message, ErrorCode = errorCode, IsTriedAgain = isTriedAgain });
            if (!_reported.Add("log\n" + kind + "\n" + runId + "\n" + errorCode))
            {
                return;
            }
        }

        SyncLog.Problem(Logger, kind, runId ?? "", message);
    }

    internal void ReportProgress() => Options.Progress?.Report(Counts.ToProgress());

    internal SyncResult ToResult() => Counts.ToResult(Problems, isComplete: !IsAnythingLeft);
}
