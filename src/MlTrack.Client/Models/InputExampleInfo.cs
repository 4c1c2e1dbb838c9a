namespace MlTrack.Models;

/// <summary>Where a model's input example is, and of which kind.</summary>
public sealed record InputExampleInfo
{
    /// <summary>The file with the example, relative to the model's folder.</summary>
    public string? ArtifactPath { get; init; }

    /// <summary>The file with the body of a request to a scoring server, relative to the model's folder.</summary>
    public string? ServingInputPath { get; init; }

    /// <summary><c>dataframe</c>, <c>ndarray</c> or <c>json_object</c>.</summary>
    public string? Type { get; init; }

    /// <summary>For tables <c>split</c>, or <c>values</c> without names of columns; else null.</summary>
    public string? PandasOrient { get; init; }

    /// <summary>True when the example has params.</summary>
    public bool HasParams { get; init; }
}
