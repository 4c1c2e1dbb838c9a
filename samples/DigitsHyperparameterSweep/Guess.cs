using Microsoft.ML.Data;

namespace DigitsHyperparameterSweep;

/// <summary>What the model takes an image for.</summary>
internal sealed class Guess
{
    [ColumnName("PredictedLabel")]
    public string Digit { get; set; } = string.Empty;
}
