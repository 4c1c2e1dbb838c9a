namespace MlTrack;

/// <summary>One point of a metric.</summary>
public sealed record Metric
{
    /// <summary>The metric's key, such as <c>loss</c> or <c>val/auc</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The value; NaN and infinities are allowed.</summary>
    public required double Value { get; init; }

    /// <summary>When the point was logged, in milliseconds since 1970 UTC, as MLflow keeps it.</summary>
    public required long TimestampMilliseconds { get; init; }

    /// <summary>The step (iteration, epoch); may be negative.</summary>
    public long Step { get; init; }

    /// <summary>The name of the data set the value was computed on, or null.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The digest of the data set the value was computed on, or null.</summary>
    public string? DatasetDigest { get; init; }

    /// <summary>The logged model that the value belongs to, or null.</summary>
    public string? ModelId { get; init; }

    /// <summary>The run that the point was logged in, or null when the point is only about to be logged.</summary>
    public string? RunId { get; init; }

    /// <summary>When the point was logged.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMilliseconds);
}
