using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>
/// Logs an ONNX file so that Python loads and scores it, with <c>mlflow.pyfunc.load_model</c> and <c>mlflow models serve</c>: flavors <c>onnx</c> and
/// <c>python_function</c>, the signature from the graph, and the files of the environment.
/// </summary>
/// <example><code>await run.LogModelAsync("model", new OnnxFlavor("model.onnx"));</code></example>
public sealed class OnnxFlavor : IModelFlavor
{
    /// <summary>The name of the flavor.</summary>
    public const string FlavorName = "onnx";

    private const string FileName = "model.onnx";

    private readonly string _file;

    /// <summary>Logs a file.</summary>
    /// <param name="onnxFile">The file. Data of large tensors must be in it, not beside it.</param>
    /// <exception cref="ArgumentException">It is null or empty.</exception>
    public OnnxFlavor(string onnxFile)
    {
        Guard.NotNullOrEmpty(onnxFile);
        _file = onnxFile;
    }

    /// <summary>Loads the bytes of the ONNX file of a model.</summary>
    public static IModelLoader<byte[]> BytesLoader { get; } = new Loader();

    /// <summary>The packages in the files of the environment.</summary>
    /// <value>The default is MLflow, ONNX and its runtime in the versions with which the format was tested.</value>
    public IReadOnlyList<string> PythonRequirements { get; init; } = ["mlflow==3.17.2", "onnx==1.23.2", "onnxruntime==1.32.0"];

    /// <inheritdoc/>
    public string Name => FlavorName;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(folder);
        cancellationToken.ThrowIfCancellationRequested();
        folder.AddFile(_file, FileName);
        folder.Signature ??= OnnxGraph.ReadSignature(_file);
        folder.AddFlavor(FlavorName, new Dictionary<string, object?>
        {
            ["code"] = null,
            ["data"] = FileName,
            ["onnx_session_options"] = null,
            ["onnx_version"] = VersionOf("onnx"),

            // Without a list MLflow asks for CUDA first, and warns where there is none.
            ["providers"] = new[] { "CPUExecutionProvider" },
        });
        folder.AddFlavor("python_function", new Dictionary<string, object?>
        {
            ["data"] = FileName,
            ["env"] = new Dictionary<string, object?> { ["conda"] = ModelFolderFiles.CondaName, ["virtualenv"] = ModelFolderFiles.PythonEnvName },
            ["loader_module"] = "mlflow.onnx",
            ["python_version"] = folder.PythonVersion,
        });
        foreach (var package in PythonRequirements.Except(folder.PythonRequirements))
        {
            folder.PythonRequirements.Add(package);
        }

        return default;
    }

    private string? VersionOf(string package) =>
        PythonRequirements.FirstOrDefault(line => line.StartsWith(package + "==", StringComparison.Ordinal))?.Substring(package.Length + 2);

    private sealed class Loader : IModelLoader<byte[]>
    {
        public string FlavorName => OnnxFlavor.FlavorName;

        public ValueTask<byte[]> LoadAsync(ModelFolder folder, IReadOnlyDictionary<string, object?> options, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = options.TryGetValue("data", out var data) && data is string name ? name : FileName;
            return new ValueTask<byte[]>(File.ReadAllBytes(folder.PathOf(path)));
        }
    }
}
