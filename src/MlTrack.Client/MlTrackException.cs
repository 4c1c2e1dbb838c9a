namespace MlTrack;

/// <summary>
/// Something that MLflow's rules, the store or its disk do not allow. The codes and messages are MLflow's, so that a file
/// store and a server say the same. Wrong use of the library itself (null, disposed) gives the runtime's own exceptions instead.
/// </summary>
public class MlTrackException : Exception
{
    /// <summary>Makes an exception with one of MLflow's codes.</summary>
    /// <param name="errorCode">MLflow's code.</param>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MlTrackException(MlTrackErrorCode errorCode, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorCode = errorCode;
        ErrorCodeText = errorCode.ToText();
    }

    /// <summary>Makes an exception from a code's text, which is kept even when it is not known.</summary>
    /// <param name="errorCodeText">The code as a server sent it.</param>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MlTrackException(string errorCodeText, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorCode = MlTrackErrorCodes.Parse(errorCodeText);
        ErrorCodeText = errorCodeText ?? throw new ArgumentNullException(nameof(errorCodeText));
    }

    /// <summary>MLflow's error code.</summary>
    public MlTrackErrorCode ErrorCode { get; }

    /// <summary>The code's text as MLflow writes it, also where <see cref="ErrorCode"/> is <see cref="MlTrackErrorCode.Unknown"/>.</summary>
    public string ErrorCodeText { get; }

    /// <summary>True when the same call may succeed later without any change.</summary>
    /// <value>The default is false.</value>
    public bool IsTransient { get; init; }

    /// <summary>The run that was meant, when it is known.</summary>
    public string? RunId { get; init; }

    /// <summary>The file or folder where it happened, when there is one.</summary>
    public string? Path { get; init; }
}
