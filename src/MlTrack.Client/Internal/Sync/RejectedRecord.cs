using System.Text.Json.Serialization;

namespace MlTrack.Internal.Sync;

/// <summary>A record that another store refused for good, as a line of <c>.mltrack-rejected</c>.</summary>
internal sealed record RejectedRecord
{
    /// <summary>The file in the run's folder.</summary>
    internal const string FileName = ".mltrack-rejected";

    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("target")]
    public required string Target { get; init; }

    /// <summary><c>metric</c>, <c>param</c>, <c>tag</c>, <c>input</c>, <c>model</c>, <c>artifact</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("record")]
    public required string Record { get; init; }

    [JsonPropertyName("error_code")]
    public required string ErrorCode { get; init; }

    [JsonPropertyName("message")]
    public required string Message { get; init; }
}
