using Microsoft.ML.Data;

namespace DigitsHyperparameterSweep;

/// <summary>One row of digits.csv: an image of 8 × 8 grey pixels from 0 to 16, and the digit it shows.</summary>
internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64), ColumnName("Features")]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64)]
    public string Target { get; set; } = string.Empty;
}
