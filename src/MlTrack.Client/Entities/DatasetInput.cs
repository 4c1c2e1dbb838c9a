namespace MlTrack;

/// <summary>A data set as an input of a run.</summary>
public sealed record DatasetInput
{
    /// <summary>The tag that says what the data was used for.</summary>
    public const string ContextTag = "mlflow.data.context";

    /// <summary>The data set.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>Tags of this use; <c>mlflow.data.context</c> says what for (<c>training</c>, <c>eval</c> …).</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyMap.Strings;
}
