using Microsoft.ML;
using MlTrack.MLNet.Internal;
using MlTrack.Models;

namespace MlTrack.MLNet;

/// <summary>
/// Logs a trained pipeline as ML.NET saves it (<c>model.zip</c>, flavor <c>mlnet</c>), with a signature of its schema and an example of its
/// input. MLflow lists, registers and copies such models; only .NET loads them.
/// </summary>
/// <example><code>await run.LogModelAsync("model", new MLNetFlavor(context, model, trainingData));</code></example>
/// <remarks>Not thread-safe, as every flavor.</remarks>
public sealed class MLNetFlavor : IModelFlavor
{
    /// <summary>The name of the flavor.</summary>
    public const string FlavorName = "mlnet";

    /// <summary>How many rows the example has by default.</summary>
    public const int DefaultExampleRows = 5;

    internal const string FileName = "model.zip";

    private readonly MLContext _context;
    private readonly ITransformer _model;
    private readonly DataViewSchema _schema;
    private readonly IDataView? _data;

    /// <summary>Logs a model, with the first rows of its data as an example.</summary>
    /// <param name="context">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">Data as the model takes it, such as that of the training; its first rows are read.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public MLNetFlavor(MLContext context, ITransformer model, IDataView data)
        : this(context, model, Guard.Given(data).Schema) => _data = data;

    /// <summary>Logs a model without an example.</summary>
    /// <param name="context">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the data that the model takes.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public MLNetFlavor(MLContext context, ITransformer model, DataViewSchema inputSchema)
    {
        _context = Guard.Given(context);
        _model = Guard.Given(model);
        _schema = Guard.Given(inputSchema);
    }

    /// <summary>How many rows the example has.</summary>
    /// <value><see cref="DefaultExampleRows"/> by default; 0 for no example.</value>
    public int ExampleRows { get; init; } = DefaultExampleRows;

    /// <summary>Columns of the data that predictions do not need, such as the label: they are optional in the signature, and left out of the example.</summary>
    /// <value>The default is null: the columns of which ML.NET says that no prediction depends on them.</value>
    public IReadOnlyList<string>? OptionalColumns { get; init; }

    /// <inheritdoc/>
    public string Name => FlavorName;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(folder);
        cancellationToken.ThrowIfCancellationRequested();
        using (var file = folder.CreateFile(FileName))
        {
            _context.Model.Save(_model, _schema, file);
        }

        var optional = OptionalColumns ?? PipelineColumns.NotNeeded(_model, _schema);
        folder.Signature ??= Signatures.Of(_schema, _model.GetOutputSchema(_schema), optional);
        if (_data is not null && ExampleRows > 0)
        {
            folder.InputExample ??= InputExamples.Of(_data, ExampleRows, optional);
        }

        folder.AddFlavor(FlavorName, new Dictionary<string, object?>
        {
            ["data"] = FileName,
            ["mlnet_version"] = Versions.OfMLNet,
            ["target_framework"] = Versions.OfFramework,
        });
        return default;
    }
}
