using Microsoft.ML.Data;

namespace OnnxForPython;

/// <summary>What of a row of diabetes.csv the model looks at, and how the illness went on in the year after.</summary>
internal sealed class Patient
{
    [LoadColumn(0)]
    public float Age { get; set; }

    [LoadColumn(2)]
    public float Bmi { get; set; }

    [LoadColumn(3)]
    public float BloodPressure { get; set; }

    [LoadColumn(8)]
    public float Triglycerides { get; set; }

    [LoadColumn(10), ColumnName("Label")]
    public float Progression { get; set; }
}
