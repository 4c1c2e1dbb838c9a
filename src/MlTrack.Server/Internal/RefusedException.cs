using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal;

/// <summary>A request that is not let in. MLflow answers such requests in plain text, which its clients show.</summary>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    internal int Status { get; } = status;

    /// <summary>Seconds after which another try makes sense; null to say nothing.</summary>
    internal int? RetryAfter { get; init; }

    /// <summary>What the header <c>WWW-Authenticate</c> says; null to leave it out.</summary>
    internal string? Challenge { get; init; }

    internal static RefusedException Unauthenticated() => new(
        StatusCodes.Status401Unauthorized,
        "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.")
    {
        Challenge = "Basic realm=\"mlflow\"",
    };

    internal static RefusedException Forbidden() => new(StatusCodes.Status403Forbidden, "Permission denied");

    internal static RefusedException OtherHost() => new(StatusCodes.Status403Forbidden, "Invalid Host header - possible DNS rebinding attack detected");

    internal static RefusedException OtherOrigin() => new(StatusCodes.Status403Forbidden, "Cross-origin request blocked");

    internal Task AnswerAsync(HttpContext http)
    {
        if (RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Challenge is { } challenge)
        {
            http.Response.Headers.WWWAuthenticate = challenge;
        }

        return Answers.TextAsync(http, Status, Message);
    }
}
