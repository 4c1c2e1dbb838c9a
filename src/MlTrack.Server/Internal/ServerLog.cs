using Microsoft.Extensions.Logging;

namespace MlTrack.Server.Internal;

/// <summary>Messages of the server. Ids 3100 to 3199.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(3100, LogLevel.Error, "{Operation} failed; the caller was given the id {Id}.")]
    internal static partial void Failed(ILogger logger, Exception fault, string operation, string id);

    [LoggerMessage(3101, LogLevel.Warning, "{Operation} broke off in the middle of its answer.")]
    internal static partial void BrokeOff(ILogger logger, Exception fault, string operation);

    [LoggerMessage(3104, LogLevel.Warning, "The artifacts of {Kind} {Id} lie at {Place}, which this server may not serve.")]
    internal static partial void ForeignArtifacts(ILogger logger, string kind, string id, string place);

    [LoggerMessage(3102, LogLevel.Warning, "The server listens on {Address} without authentication: everybody who reaches it may read, write and delete.")]
    internal static partial void OpenToAll(ILogger logger, string address);

    [LoggerMessage(3103, LogLevel.Error, "An entry of the audit log could not be written.")]
    internal static partial void NoAudit(ILogger logger, Exception fault);

    [LoggerMessage(3105, LogLevel.Warning, "{Failures} failed log-ins of {Who}, the last from {Address}. Further tries must wait.")]
    internal static partial void LogInsSlowed(ILogger logger, int failures, string who, string address);

    [LoggerMessage(3106, LogLevel.Warning, "The store does not answer.")]
    internal static partial void NotReady(ILogger logger, Exception fault);
}
