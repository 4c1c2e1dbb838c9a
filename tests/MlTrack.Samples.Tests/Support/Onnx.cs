using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlTrack.Samples.Tests.Support;

/// <summary>Scores an ONNX file as Python's MLflow does: with ONNX Runtime, each column as a tensor of one value a row.</summary>
internal static class Onnx
{
    public static IReadOnlyList<float> Score(string file, string output, IEnumerable<(string Name, float[] Values)> columns)
    {
        using var session = new InferenceSession(file);
        var feeds = columns.Select(column => NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<float>(column.Values, [column.Values.Length, 1]))).ToArray();
        using var results = session.Run(feeds, [output]);
        return [.. results[0].AsEnumerable<float>()];
    }
}
