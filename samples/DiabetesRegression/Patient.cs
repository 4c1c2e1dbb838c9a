using Microsoft.ML.Data;

namespace DiabetesRegression;

/// <summary>One row of diabetes.csv.</summary>
internal sealed class Patient
{
    [LoadColumn(0)]
    public float Age { get; set; }

    [LoadColumn(1)]
    public float Sex { get; set; }

    [LoadColumn(2)]
    public float Bmi { get; set; }

    [LoadColumn(3)]
    public float BloodPressure { get; set; }

    [LoadColumn(4, 9), VectorType(6)]
    public float[] Serum { get; set; } = [];

    /// <summary>How far the disease is a year later.</summary>
    [LoadColumn(10), ColumnName("Label")]
    public float Progression { get; set; }
}
