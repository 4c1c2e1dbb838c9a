namespace MlTrack;

/// <summary>A run as a store gives it back: MLflow's <c>Run</c> entity. The live handle that logs is <c>Run</c>.</summary>
public sealed record RunRecord
{
    /// <summary>Ids, name, state and times.</summary>
    public required RunInfo Info { get; init; }

    /// <summary>Metrics, params and tags.</summary>
    public RunData Data { get; init; } = RunData.Empty;

    /// <summary>Data sets and models that went in.</summary>
    public RunInputs Inputs { get; init; } = RunInputs.Empty;

    /// <summary>Models that came out.</summary>
    public RunOutputs Outputs { get; init; } = RunOutputs.Empty;
}
