namespace MlTrack.Internal.Rest.Wire;

/// <summary>What is wrong with a message, each in one place.</summary>
internal static class WireFaults
{
    private const string Hint = " See the API docs for more information about request parameters.";

    /// <summary>A field that a request must have is absent, null or an empty text.</summary>
    internal static MlTrackException Missing(string parameter) =>
        new(MlTrackErrorCode.InvalidParameterValue, $"Missing value for required parameter '{parameter}'.{Hint}");

    /// <summary>A field of a request has a value that it cannot have.</summary>
    /// <param name="value">The value, as JSON writes it.</param>
    /// <param name="parameter">The field.</param>
    /// <param name="reason">Why.</param>
    internal static MlTrackException Invalid(string value, string parameter, string reason) =>
        new(MlTrackErrorCode.InvalidParameterValue, $"Invalid value {value} for parameter '{parameter}' supplied: {reason}{Hint}");

    /// <summary>An answer lacks what every such answer has: the other side is no MLflow server.</summary>
    internal static MlTrackException IncompleteAnswer(string field) =>
        new(MlTrackErrorCode.InternalError, $"The server's answer has no '{field}'. Check that the tracking URI is that of a MLflow server.");
}
