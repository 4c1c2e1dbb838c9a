namespace MlTrack;

/// <summary>The wire text of <see cref="MlTrackErrorCode"/>: the one place that converts it.</summary>
public static class MlTrackErrorCodes
{
    private static readonly (MlTrackErrorCode Code, string Text)[] Table =
    [
        (MlTrackErrorCode.InternalError, "INTERNAL_ERROR"),
        (MlTrackErrorCode.TemporarilyUnavailable, "TEMPORARILY_UNAVAILABLE"),
        (MlTrackErrorCode.IoError, "IO_ERROR"),
        (MlTrackErrorCode.BadRequest, "BAD_REQUEST"),
        (MlTrackErrorCode.InvalidParameterValue, "INVALID_PARAMETER_VALUE"),
        (MlTrackErrorCode.EndpointNotFound, "ENDPOINT_NOT_FOUND"),
        (MlTrackErrorCode.MalformedRequest, "MALFORMED_REQUEST"),
        (MlTrackErrorCode.InvalidState, "INVALID_STATE"),
        (MlTrackErrorCode.PermissionDenied, "PERMISSION_DENIED"),
        (MlTrackErrorCode.FeatureDisabled, "FEATURE_DISABLED"),
        (MlTrackErrorCode.CustomerUnauthorized, "CUSTOMER_UNAUTHORIZED"),
        (MlTrackErrorCode.RequestLimitExceeded, "REQUEST_LIMIT_EXCEEDED"),
        (MlTrackErrorCode.ResourceConflict, "RESOURCE_CONFLICT"),
        (MlTrackErrorCode.Unauthenticated, "UNAUTHENTICATED"),
        (MlTrackErrorCode.ResourceDoesNotExist, "RESOURCE_DOES_NOT_EXIST"),
        (MlTrackErrorCode.ResourceAlreadyExists, "RESOURCE_ALREADY_EXISTS"),
        (MlTrackErrorCode.QuotaExceeded, "QUOTA_EXCEEDED"),
        (MlTrackErrorCode.NotFound, "NOT_FOUND"),
        (MlTrackErrorCode.AlreadyExists, "ALREADY_EXISTS"),
        (MlTrackErrorCode.NotImplemented, "NOT_IMPLEMENTED"),
    ];

    /// <summary>Gives the code's text as MLflow sends it; <c>UNKNOWN</c> for <see cref="MlTrackErrorCode.Unknown"/>.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The text, such as <c>RESOURCE_DOES_NOT_EXIST</c>.</returns>
    public static string ToText(this MlTrackErrorCode code)
    {
        foreach (var entry in Table)
        {
            if (entry.Code == code)
            {
                return entry.Text;
            }
        }

        return "UNKNOWN";
    }

    /// <summary>Reads a code's text; texts that are not known give <see cref="MlTrackErrorCode.Unknown"/>.</summary>
    /// <param name="text">The text of a server, or null.</param>
    /// <returns>The code.</returns>
    public static MlTrackErrorCode Parse(string? text)
    {
        foreach (var entry in Table)
        {
            if (string.Equals(entry.Text, text, StringComparison.Ordinal))
            {
                return entry.Code;
            }
        }

        return MlTrackErrorCode.Unknown;
    }
}
