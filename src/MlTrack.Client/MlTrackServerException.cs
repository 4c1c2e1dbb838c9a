namespace MlTrack;

/// <summary>An error that a server answered.</summary>
public sealed class MlTrackServerException : MlTrackException
{
    /// <summary>Makes an exception from a server's answer.</summary>
    /// <param name="errorCodeText">The code in the answer's body; <c>INTERNAL_ERROR</c> where the body had none.</param>
    /// <param name="message">The server's words.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="bodyExcerpt">The beginning of the body, when it was not MLflow's JSON.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MlTrackServerException(string errorCodeText, string message, int statusCode, string? bodyExcerpt = null, Exception? innerException = null)
        : base(errorCodeText, message, innerException)
    {
        StatusCode = statusCode;
        BodyExcerpt = bodyExcerpt;
    }

    /// <summary>The HTTP status of the answer.</summary>
    public int StatusCode { get; }

    /// <summary>The beginning of the answer's body when it was not MLflow's JSON, else null.</summary>
    public string? BodyExcerpt { get; }

    /// <summary>How long the server asks to wait before the next try (<c>Retry-After</c>), or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
