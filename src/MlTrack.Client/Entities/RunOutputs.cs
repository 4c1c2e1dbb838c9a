namespace MlTrack;

/// <summary>What came out of a run.</summary>
public sealed record RunOutputs
{
    /// <summary>A run without outputs.</summary>
    public static RunOutputs Empty { get; } = new();

    /// <summary>The logged models that the run made, in no particular order.</summary>
    public IReadOnlyList<LoggedModelOutput> Models { get; init; } = [];
}

/// <summary>A logged model that a run made.</summary>
/// <param name="ModelId">The model's id.</param>
/// <param name="Step">The step at which it was made.</param>
public sealed record LoggedModelOutput(string ModelId, long Step = 0);
