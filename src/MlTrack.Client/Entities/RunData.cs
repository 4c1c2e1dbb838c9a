namespace MlTrack;

/// <summary>What was logged in a run.</summary>
public sealed record RunData
{
    /// <summary>A run in which nothing was logged.</summary>
    public static RunData Empty { get; } = new();

    /// <summary>The latest point of each metric: the one with the greatest step, then time, then value, as in MLflow.</summary>
    public IReadOnlyDictionary<string, Metric> Metrics { get; init; } = EmptyMap.Metrics;

    /// <summary>The params.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = EmptyMap.Strings;

    /// <summary>The tags, those that MLflow sets by itself included.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;
}
