namespace MlTrack.Cli.Internal;

/// <summary>The one place where exceptions become exit codes and words.</summary>
internal static class Faults
{
    /// <summary>Gives the exit code of an exception and, unless it was a signal, says on the error stream what happened.</summary>
    public static int Report(Exception exception, Terminal terminal, Signals signals)
    {
        switch (exception)
        {
            case OperationCanceledException when signals.Token.IsCancellationRequested:
                return signals.ExitCode;
            case UsageException:
                terminal.Say(exception.Message);
                return ExitCodes.Usage;
            case MlTrackException known:
                terminal.Say(known.Message);
                return CodeOf(known);
            case IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException:
                terminal.Say(exception.Message);
                return ExitCodes.Unavailable;
            default:
                // Not foreseen, so everything that helps to find it is shown.
                terminal.Say("this is a fault of the tool itself: " + exception);
                return ExitCodes.Fault;
        }
    }

    private static int CodeOf(MlTrackException exception) => exception.ErrorCode switch
    {
        MlTrackErrorCode.ResourceDoesNotExist or MlTrackErrorCode.NotFound => ExitCodes.NotFound,
        MlTrackErrorCode.InternalError or MlTrackErrorCode.TemporarilyUnavailable or MlTrackErrorCode.IoError or MlTrackErrorCode.RequestLimitExceeded =>
            ExitCodes.Unavailable,
        _ => exception.IsTransient ? ExitCodes.Unavailable : ExitCodes.Refused,
    };
}
