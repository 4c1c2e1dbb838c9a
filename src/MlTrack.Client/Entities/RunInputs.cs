namespace MlTrack;

/// <summary>What went into a run.</summary>
public sealed record RunInputs
{
    /// <summary>A run without inputs.</summary>
    public static RunInputs Empty { get; } = new();

    /// <summary>The data sets, in no particular order.</summary>
    public IReadOnlyList<DatasetInput> Datasets { get; init; } = [];

    /// <summary>The logged models that the run used, in no particular order.</summary>
    public IReadOnlyList<LoggedModelInput> Models { get; init; } = [];
}

/// <summary>A logged model that a run used.</summary>
/// <param name="ModelId">The model's id.</param>
public sealed record LoggedModelInput(string ModelId);
