using Microsoft.Extensions.Logging;

namespace MlTrack.Internal.Sync;

/// <summary>Messages of syncs.</summary>
internal static partial class SyncLog
{
    [LoggerMessage(EventId = 1501, EventName = "SyncProblem", Level = LogLevel.Warning, Message = "Sync: {Kind} (run '{RunId}'): {Message}")]
    internal static partial void Problem(ILogger logger, string kind, string runId, string message);

    [LoggerMessage(EventId = 1502, EventName = "SyncWaits", Level = LogLevel.Information, Message = "Sync to '{Target}' waits {Milliseconds} ms before it tries again.")]
    internal static partial void Waits(ILogger logger, string target, double milliseconds);
}
