namespace MlTrack;

/// <summary>A data set that a run used. Name and digest together identify it within an experiment.</summary>
public sealed record Dataset
{
    /// <summary>The name; MLflow's default is <c>dataset</c>. No blanks, if metrics shall name the data set.</summary>
    public required string Name { get; init; }

    /// <summary>A short text that changes when the content changes; MLflow makes 8 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The kind of source: <c>local</c>, <c>http</c>, <c>s3</c>, <c>code</c> …</summary>
    public string? SourceType { get; init; }

    /// <summary>The source as JSON, such as <c>{"uri": "data/iris.csv"}</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The schema as JSON (<c>mlflow_colspec</c> or <c>mlflow_tensorspec</c>), or null.</summary>
    public string? Schema { get; init; }

    /// <summary>Facts such as the number of rows, as JSON, or null.</summary>
    public string? Profile { get; init; }
}
