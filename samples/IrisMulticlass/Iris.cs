using Microsoft.ML.Data;

namespace IrisMulticlass;

/// <summary>One row of iris.csv.</summary>
internal sealed class Iris
{
    [LoadColumn(0, 3), VectorType(4)]
    public float[] Features { get; set; } = [];

    [LoadColumn(4)]
    public string Species { get; set; } = string.Empty;
}
