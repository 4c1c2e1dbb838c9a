using System.Text.Json;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>MLflow's error codes, the HTTP statuses they are sent with, and the two further fields that MLflow derives from them.</summary>
internal static class WireErrors
{
    private const string Invalid = "KAM00";
    private const string Internal = "XXM00";

    /// <summary>The status of a code; 500 for one that MLflow does not know.</summary>
    internal static int StatusOf(string errorCode) => errorCode switch
    {
        "INVALID_PARAMETER_VALUE" or "BAD_REQUEST" or "RESOURCE_ALREADY_EXISTS" => 400,
        "UNAUTHENTICATED" or "CUSTOMER_UNAUTHORIZED" => 401,
        "PERMISSION_DENIED" => 403,
        "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" or "ENDPOINT_NOT_FOUND" => 404,
        "ABORTED" or "RESOURCE_CONFLICT" or "ALREADY_EXISTS" => 409,
        "REQUEST_LIMIT_EXCEEDED" or "RESOURCE_EXHAUSTED" => 429,
        "CANCELLED" => 499,
        "NOT_IMPLEMENTED" => 501,
        "TEMPORARILY_UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        _ => 500,
    };

    /// <summary>The code of a status, for an answer whose body names none: what MLflow's client makes of it.</summary>
    internal static string CodeOf(int status) => status switch
    {
        400 => "BAD_REQUEST",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "ENDPOINT_NOT_FOUND",
        409 => "ALREADY_EXISTS",
        429 => "REQUEST_LIMIT_EXCEEDED",
        501 => "NOT_IMPLEMENTED",
        503 => "TEMPORARILY_UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL_ERROR",
    };

    /// <summary>Makes the body of an error.</summary>
    internal static ErrorMessage ToMessage(string errorCode, string message)
    {
        var (state, name) = Derive(errorCode);
        return new ErrorMessage { ErrorCode = errorCode, Message = message, Sqlstate = state, ErrorClass = name };
    }

    /// <summary>Reads the body of an error; null if it is not a JSON object. <see cref="ErrorMessage.ErrorCode"/> and the message may be absent.</summary>
    /// <remarks>As MLflow's client does, a code that is a number is taken for an HTTP status.</remarks>
    internal static ErrorMessage? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return new ErrorMessage { ErrorCode = Code(document.RootElement), Message = Text(document.RootElement, "message") };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text with half a surrogate pair: a proxy's own page, for which the status must do.
            return null;
        }
    }

    private static string? Code(JsonElement body) =>
        body.TryGetProperty("error_code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var status)
            ? CodeOf(status)
            : Text(body, "error_code");

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (string? State, string? Class) Derive(string errorCode) => errorCode switch
    {
        "INVALID_PARAMETER_VALUE" or "BAD_REQUEST" => (Invalid, "INVALID_PARAMETER_VALUE"),
        "RESOURCE_ALREADY_EXISTS" => (Invalid, "RESOURCE_ALREADY_EXISTS"),
        "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" or "ENDPOINT_NOT_FOUND" => (Invalid, "RESOURCE_NOT_FOUND"),
        "CUSTOMER_UNAUTHORIZED" or "PERMISSION_DENIED" => (Invalid, "PERMISSION_DENIED"),
        "FEATURE_DISABLED" => (Invalid, "FEATURE_DISABLED"),
        "INTERNAL_ERROR" or "INVALID_STATE" or "TEMPORARILY_UNAVAILABLE" => (Internal, "CLIENT_INTERNAL_ERROR"),
        _ => (null, null),
    };
}
