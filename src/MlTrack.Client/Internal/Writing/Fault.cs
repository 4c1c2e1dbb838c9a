namespace MlTrack.Internal.Writing;

/// <summary>What an exception of a store means for the record that was to be written.</summary>
internal enum FaultKind
{
    /// <summary>The record breaks a rule; it will never be taken.</summary>
    Refused,

    /// <summary>The disk or the share is out of order; soon may be better.</summary>
    Transient,

    /// <summary>The place is closed to us (read-only, no permission); trying often is no use.</summary>
    Lasting,
}

/// <summary>Judges exceptions of stores.</summary>
internal static class Fault
{
    internal static FaultKind Classify(Exception exception) => exception switch
    {
        MlTrackException { IsTransient: true } => FaultKind.Transient,
        MlTrackException { ErrorCode: MlTrackErrorCode.IoError } => FaultKind.Lasting,
        MlTrackException => FaultKind.Refused,
        UnauthorizedAccessException => FaultKind.Lasting,

        // The user's own file is not there: nothing to wait for.
        FileNotFoundException or DirectoryNotFoundException => FaultKind.Refused,
        IOException or TimeoutException => FaultKind.Transient,
        _ => FaultKind.Refused,
    };

    /// <summary>MLflow's code for an exception, whoever threw it.</summary>
    internal static string CodeOf(Exception exception) => exception switch
    {
        MlTrackException known => known.ErrorCodeText,
        IOException or UnauthorizedAccessException or TimeoutException => MlTrackErrorCode.IoError.ToText(),
        _ => MlTrackErrorCode.InternalError.ToText(),
    };

    /// <summary>Gives an exception of ours that names the operation and the run, around one that does not.</summary>
    internal static MlTrackException Wrap(Exception exception, string operation, string? key, string runId)
    {
        if (exception is MlTrackException known)
        {
            return known;
        }

        var what = key is null ? operation : $"{operation} '{key}'";
        return new MlTrackException(CodeOf(exception), $"{what} in run '{runId}' failed: {exception.Message}", exception)
        {
            RunId = runId,
            IsTransient = Classify(exception) == FaultKind.Transient,
        };
    }
}
