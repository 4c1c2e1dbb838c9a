using Microsoft.Extensions.Logging;

namespace MlTrack.Internal.Rest;

/// <summary>The log messages of connections to servers: event ids 3000 to 3099.</summary>
internal static partial class RestLog
{
    [LoggerMessage(EventId = 3000, EventName = "RequestRepeated", Level = LogLevel.Warning,
        Message = "{Request} failed and is sent again in {Wait} ({Retry} of {MaxRetries}): {Reason}")]
    internal static partial void RequestRepeated(ILogger logger, string request, TimeSpan wait, int retry, int maxRetries, string reason);

    [LoggerMessage(EventId = 3001, EventName = "CredentialsInClear", Level = LogLevel.Warning,
        Message = "Credentials are sent to {Server} in the clear: everybody on the way can read them. Use https.")]
    internal static partial void CredentialsInClear(ILogger logger, string server);

    [LoggerMessage(EventId = 3002, EventName = "CertificateNotChecked", Level = LogLevel.Warning,
        Message = "The certificate of {Server} is not checked: everybody on the way can read and change what is sent.")]
    internal static partial void CertificateNotChecked(ILogger logger, string server);

    [LoggerMessage(EventId = 3003, EventName = "Redirected", Level = LogLevel.Debug, Message = "{Request} is redirected to {Target}.")]
    internal static partial void Redirected(ILogger logger, string request, string target);

    [LoggerMessage(EventId = 3004, EventName = "TransferResumed", Level = LogLevel.Warning,
        Message = "The download of {Path} broke off at byte {Offset} and goes on from there: {Reason}")]
    internal static partial void TransferResumed(ILogger logger, string path, long offset, string reason);

    [LoggerMessage(EventId = 3005, EventName = "PartsLeft", Level = LogLevel.Warning,
        Message = "The parts of '{Name}' that were uploaded before a failure could not be dropped: {Reason}")]
    internal static partial void PartsLeft(ILogger logger, string name, string reason);
}
