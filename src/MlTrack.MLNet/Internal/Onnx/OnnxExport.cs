using Microsoft.ML;

namespace MlTrack.MLNet.Internal.Onnx;

/// <summary>A pipeline as an ONNX file in a temporary folder, or why that was not possible.</summary>
internal sealed class OnnxExport : IDisposable
{
    // ML.NET's exporter calls the value of a column COLUMN.output, since the column's own name may be that of an input.
    private const string OutputSuffix = ".output";

    private readonly string _folder;

    private OnnxExport(string folder) => _folder = folder;

    internal string? File { get; private set; }

    internal Exception? Fault { get; private set; }

    internal static OnnxExport Of(MLContext context, ITransformer model, IDataView data)
    {
        var export = new OnnxExport(Path.Combine(Path.GetTempPath(), "mltrack-onnx-" + Guid.NewGuid().ToString("N")));

        // Which transforms can be exported is known to ML.NET only, and told by whatever they throw, or by what is missing afterwards.
        try
        {
            var columns = new HashSet<string>(PipelineColumns.Outputs(data.Schema, model.GetOutputSchema(data.Schema)).Select(column => column.Name + OutputSuffix), StringComparer.Ordinal);
            using var bytes = new MemoryStream();
            context.Model.ConvertToOnnx(model, data, bytes);
            var graph = GraphTrimmer.Trim(bytes.ToArray(), columns.Contains);
            Directory.CreateDirectory(export._folder);
            var file = Path.Combine(export._folder, "model.onnx");
            System.IO.File.WriteAllBytes(file, graph);
            export.File = file;
        }
        catch (Exception exception)
        {
            export.Fault = exception;
        }

        return export;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
