using Microsoft.Extensions.Logging;

namespace MlTrack.Internal.Diagnostics;

/// <summary>The log messages of the file store: event ids 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, EventName = "StoreProblem", Level = LogLevel.Warning, Message = "{Kind} at {Path}: {Message}")]
    internal static partial void StoreProblem(ILogger logger, string kind, string path, string message);

    [LoggerMessage(EventId = 1001, EventName = "TornTailRemoved", Level = LogLevel.Warning,
        Message = "{Path} ended in the middle of a line, left by a writer that was killed; its last {Length} bytes at offset {Offset} were cut off.")]
    internal static partial void TornTailRemoved(ILogger logger, string path, long offset, long length);

    [LoggerMessage(EventId = 1002, EventName = "RestLost", Level = LogLevel.Error,
        Message = "A line of {Path} was written in part at offset {Offset} and could not be completed: the file was changed meanwhile. One point is lost.")]
    internal static partial void RestLost(ILogger logger, string path, long offset);

    [LoggerMessage(EventId = 1003, EventName = "BackgroundWriteFailed", Level = LogLevel.Error,
        Message = "Metrics of run {RunId} could not be written; they are kept in memory and tried again.")]
    internal static partial void BackgroundWriteFailed(ILogger logger, string runId, Exception exception);

    [LoggerMessage(EventId = 1004, EventName = "LineWrittenInPart", Level = LogLevel.Warning,
        Message = "A line of {Path} was written in part; the rest follows with the next write.")]
    internal static partial void LineWrittenInPart(ILogger logger, string path, Exception exception);

    [LoggerMessage(EventId = 1005, EventName = "TwinExperiments", Level = LogLevel.Warning,
        Message = "Several experiments are called '{Name}'; the oldest, {ExperimentId}, is used.")]
    internal static partial void TwinExperiments(ILogger logger, string name, string experimentId);

    [LoggerMessage(EventId = 1006, EventName = "ValueCut", Level = LogLevel.Warning,
        Message = "The value of {Kind} '{Key}' was too long and was cut to {Length} characters.")]
    internal static partial void ValueCut(ILogger logger, string kind, string key, int length);

    [LoggerMessage(EventId = 1007, EventName = "OwnerNotWritten", Level = LogLevel.Warning,
        Message = "The sign of life of run {RunId} could not be written; other programs may take the run for stale.")]
    internal static partial void OwnerNotWritten(ILogger logger, string runId, Exception exception);

    [LoggerMessage(EventId = 1008, EventName = "RunOwnedElsewhere", Level = LogLevel.Warning,
        Message = "Run {RunId} is being written by process {ProcessId} on {Host} as well.")]
    internal static partial void RunOwnedElsewhere(ILogger logger, string runId, int processId, string host);

    [LoggerMessage(EventId = 1009, EventName = "MetricFileRemoved", Level = LogLevel.Warning,
        Message = "{Path} was removed while it was written to; it is made again. Points written to it shortly before may be lost.")]
    internal static partial void MetricFileRemoved(ILogger logger, string path);

    [LoggerMessage(EventId = 1010, EventName = "SnapshotFailed", Level = LogLevel.Information,
        Message = "The index of runs cannot be kept in {Folder}; the next program that searches reads the tree anew.")]
    internal static partial void SnapshotFailed(ILogger logger, string folder, Exception exception);

    [LoggerMessage(EventId = 1011, EventName = "NoNotices", Level = LogLevel.Warning,
        Message = "The system gives no notices of changes below {Root}; all files are looked at every {Interval}, and searches may be that much behind.")]
    internal static partial void NoNotices(ILogger logger, string root, TimeSpan interval, Exception? exception);

    [LoggerMessage(EventId = 1012, EventName = "WatchFailed", Level = LogLevel.Error,
        Message = "{Root} is no longer watched; each search looks at its files again.")]
    internal static partial void WatchFailed(ILogger logger, string root, Exception exception);

    [LoggerMessage(EventId = 1090, EventName = "NotFlushedBeforeUpdate", Level = LogLevel.Warning,
        Message = "Points of run {RunId} could not be completed before its state was written.")]
    internal static partial void NotFlushedBeforeUpdate(ILogger logger, string runId, Exception exception);
}
