namespace MlTrack.Internal.Sync;

/// <summary>What an answer of another store means for what was sent.</summary>
internal static class SyncFaults
{
    /// <summary>It may have been done or not, and may succeed later.</summary>
    internal static bool IsTransient(Exception exception) => exception switch
    {
        MlTrackException known => known.IsTransient || known.ErrorCode is MlTrackErrorCode.TemporarilyUnavailable or MlTrackErrorCode.RequestLimitExceeded or
            MlTrackErrorCode.InternalError or MlTrackErrorCode.IoError,
        IOException or HttpRequestException or TimeoutException or UnauthorizedAccessException => true,
        _ => false,
    };

    /// <summary>Whoever asks is not known, or may not do it: nothing else will be done for them either.</summary>
    internal static bool IsDenied(Exception exception) =>
        exception is MlTrackException { ErrorCode: MlTrackErrorCode.PermissionDenied or MlTrackErrorCode.Unauthenticated };

    internal static bool IsRefused(Exception exception) => exception is MlTrackException && !IsTransient(exception) && !IsDenied(exception);
}

/// <summary>The run is gone in the other store.</summary>
internal sealed class RunGoneException(string message) : Exception(message);
