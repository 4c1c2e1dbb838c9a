namespace Quickstart;

/// <summary>What this training is tuned with; every property becomes a param of the run.</summary>
internal sealed record Settings
{
    public string Trainer { get; init; } = "SdcaMaximumEntropy";

    public int Iterations { get; init; } = 40;

    public float L1Regularization { get; init; } = 0.001f;

    public float L2Regularization { get; init; } = 0.01f;

    public double TestFraction { get; init; } = 0.2;

    public int Folds { get; init; } = 5;

    public int Seed { get; init; } = 1;
}
