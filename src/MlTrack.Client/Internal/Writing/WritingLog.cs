using Microsoft.Extensions.Logging;

namespace MlTrack.Internal.Writing;

/// <summary>Messages of the write path; event ids 2000 to 2099.</summary>
internal static partial class WritingLog
{
    [LoggerMessage(2000, LogLevel.Warning, "{Message}")]
    internal static partial void Failed(ILogger logger, string message);

    [LoggerMessage(2001, LogLevel.Warning, "{Message}")]
    internal static partial void Summary(ILogger logger, string message);

    [LoggerMessage(2002, LogLevel.Information, "{Message}")]
    internal static partial void Recovered(ILogger logger, string message);
}
