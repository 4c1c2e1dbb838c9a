using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlTrack.MLNet.Tests.Support;

/// <summary>Scores an ONNX file with ONNX Runtime, which is also what Python's MLflow does it with.</summary>
internal sealed class OnnxModel(byte[] graph) : IDisposable
{
    private readonly InferenceSession _session = new(graph);

    public IEnumerable<string> Inputs => _session.InputMetadata.Keys;

    public IEnumerable<string> Outputs => _session.OutputMetadata.Keys;

    /// <summary>Feeds the graph's inputs with all rows of the columns of that name.</summary>
    public IReadOnlyList<T> Score<T>(IDataView data, string output)
    {
        var feeds = _session.InputMetadata.Select(input => NamedOnnxValue.CreateFromTensor(input.Key, Column(data, input.Key))).ToArray();
        using var results = _session.Run(feeds, [output]);
        return [.. results[0].AsEnumerable<T>()];
    }

    public void Dispose() => _session.Dispose();

    private static DenseTensor<float> Column(IDataView data, string name)
    {
        if (data.Schema[name].Type is not VectorDataViewType)
        {
            var values = data.GetColumn<float>(name).ToArray();
            return new DenseTensor<float>(values, [values.Length, 1]);
        }

        var rows = data.GetColumn<float[]>(name).ToArray();
        return new DenseTensor<float>(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
    }
}
