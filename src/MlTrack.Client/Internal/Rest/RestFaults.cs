using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Internal.Rest;

/// <summary>Makes the exceptions of connections to servers, each in one place, and decides which of them may pass by themselves.</summary>
internal static class RestFaults
{
    private const int MaxExcerpt = 1000;

    // What MLflow's servers answer with 500 or 503 although the same request will never succeed.
    private static readonly string[] FinalWords =
    [
        "Changing param values is not allowed", "(sqlite3.OperationalError)", "disabled due to the mlflow server running", "disabled because the server is running without",
        "Artifact serving is disabled",
    ];

    internal static MlTrackException BadUri(string shown) => new(
        MlTrackErrorCode.InvalidParameterValue,
        $"'{shown}' is no address of a tracking server: it must be http://host:port or https://host, with a path where there is one, and without query.");

    internal static MlTrackException BadSetting(string message, Exception? inner = null) => new(MlTrackErrorCode.InvalidParameterValue, message, inner);

    /// <summary>An answer that is no success.</summary>
    internal static RestFailure Refused(RestRequest request, HttpResponseMessage response, byte[] body, RestCredentials credentials, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var retryAfter = ReadRetryAfter(response.Headers.RetryAfter, now);
        var error = WireErrors.TryRead(body);
        var text = error is null || error.Message is null ? credentials.Mask(Encoding.UTF8.GetString(body)) : null;
        var code = error?.ErrorCode is { Length: > 0 } named ? named : error is null ? WireErrors.CodeOf(status) : MlTrackErrorCode.InternalError.ToText();
        var message = error switch
        {
            { Message: { } words } => credentials.Mask(words),
            not null => $"{code}: Response: {Excerpt(text!)}",
            null => Hint(status) + $"API request to endpoint {request.Endpoint} failed with error code {status} != 200. Response body: '{Excerpt(text!)}'",
        };
        var exception = new MlTrackServerException(code, message, status, error is null ? Excerpt(text!) : null)
        {
            IsTransient = IsTransient(status, code, message, retryAfter),
            RetryAfter = retryAfter,
            RunId = request.RunId,
        };

        // 408, 413, 429 and 503 are said before the work begins; after the others nobody knows how far it got.
        return new RestFailure(exception, status is 500 or 502 or 504 ? Begun.Maybe : Begun.No, retryAfter);
    }

    /// <summary>No answer came, or not the whole of it.</summary>
    internal static RestFailure Broken(RestRequest request, ServerAddress server, Exception cause, RestCredentials credentials) => cause switch
    {
        _ when IsUntrusted(cause) => new RestFailure(
            new MlTrackException(
                MlTrackErrorCode.IoError,
                $"No trusted connection to {server.Text}: {credentials.Mask(Innermost(cause).Message)} The authorities to trust can be given in MLFLOW_TRACKING_SERVER_CERT_PATH.",
                cause) { RunId = request.RunId },
            Begun.No),
        _ when NeverConnected(cause) => new RestFailure(
            new MlTrackException(
                MlTrackErrorCode.IoError,
                $"The tracking server {server.Text} cannot be reached: {credentials.Mask(Innermost(cause).Message)}. Check that it runs, and the tracking URI.",
                cause) { IsTransient = true, RunId = request.RunId },
            Begun.No),
        _ => new RestFailure(
            new MlTrackException(
                MlTrackErrorCode.IoError, $"The connection to {server.Text} broke during {request}: {credentials.Mask(Innermost(cause).Message)}", cause)
            {
                IsTransient = true, RunId = request.RunId,
            },
            Begun.Maybe),
    };

    internal static RestFailure TimedOut(RestRequest request, ServerAddress server, TimeSpan timeout, Exception cause) => new(
        new MlTrackException(
            MlTrackErrorCode.IoError,
            string.Format(
                CultureInfo.InvariantCulture,
                "The tracking server {0} did not go on with {1} for {2:0.###} s (MLFLOW_HTTP_REQUEST_TIMEOUT).",
                server.Text,
                request,
                timeout.TotalSeconds),
            cause) { IsTransient = true, RunId = request.RunId },
        Begun.Maybe);

    internal static MlTrackException NoJson(RestRequest request, ServerAddress server, string text, RestCredentials credentials, Exception? cause = null) => new(
        MlTrackErrorCode.InternalError,
        $"The answer to {request} is no JSON of MLflow's. Check that {server.Text} is the address of a MLflow server. Response body: '{Excerpt(credentials.Mask(text))}'",
        cause) { RunId = request.RunId };

    internal static MlTrackException TooLong(RestRequest request, long limit) => new(
        MlTrackErrorCode.InternalError,
        $"The answer to {request} is longer than {limit.ToString(CultureInfo.InvariantCulture)} bytes. Ask for smaller pages, or raise {nameof(Stores.RestStoreOptions)}.{nameof(Stores.RestStoreOptions.MaxAnswerBytes)}.")
    {
        RunId = request.RunId,
    };

    internal static MlTrackException NotFollowed(RestRequest request, HttpStatusCode status, string target, string why) => new(
        MlTrackErrorCode.EndpointNotFound,
        $"{request} is redirected ({(int)status}) to {target}: {why}") { RunId = request.RunId };

    internal static string Excerpt(string text) => text.Length <= MaxExcerpt ? text : text.Substring(0, MaxExcerpt) + "…";

    private static string Hint(int status) => status switch
    {
        401 => "The server wants to know who asks: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN. ",
        403 => "The server does not allow this user to do that. ",
        _ => "",
    };

    private static bool IsTransient(int status, string code, string message, TimeSpan? retryAfter) => status switch
    {
        408 or 429 or 502 or 504 => true,
        413 => retryAfter is not null,
        500 => code is "INTERNAL_ERROR" or "TEMPORARILY_UNAVAILABLE" && !IsFinal(message),
        503 => !IsFinal(message),
        _ => false,
    };

    private static bool IsFinal(string message) => FinalWords.Any(words => message.IndexOf(words, StringComparison.Ordinal) >= 0);

    private static TimeSpan? ReadRetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsUntrusted(Exception cause)
    {
        for (var error = cause; error is not null; error = error.InnerException)
        {
            if (error is System.Security.Authentication.AuthenticationException)
            {
                return true;
            }
        }

        return false;
    }

    private static bool NeverConnected(Exception cause)
    {
#if NET
        if (cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError })
        {
            return true;
        }
#endif
        // Otherwise the cause is an IOException: there was a connection.
        return cause.InnerException is SocketException ||
            cause.InnerException is WebException { Status: WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure };
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }
}
