using MlTrack.Models;
using MlTrack.Serving.Internal.Engines;
using MlTrack.Serving.Internal.Reading;

namespace MlTrack.Serving;

/// <summary>A model in memory that scores tables: of flavor <c>onnx</c> by OnnxRuntime, else of flavor <c>mlnet</c> by ML.NET.</summary>
/// <remarks>
/// Input is what the model's signature declares, enforced as MLflow's scoring server does: JSON values are cast to the declared types, CSV is parsed strictly; required columns must be
/// there, others are dropped. Thread-safe for models of flavor <c>onnx</c>; one scoring at a time for <c>mlnet</c>.
/// </remarks>
/// <example>
/// <code>
/// using var scorer = await ModelScorer.LoadAsync(client, "models:/iris@champion");
/// foreach (var batch in scorer.Score(scorer.ReadCsv(File.OpenRead("new.csv"))))
/// {
///     Console.WriteLine(batch.Rows);
/// }
/// </code>
/// </example>
public sealed class ModelScorer : IDisposable
{
    /// <summary>How many rows are read and scored together.</summary>
    public const int BatchRows = 4096;

    private readonly IScoringEngine _engine;
    private readonly InputPlan _plan;

    private ModelScorer(ModelFile file, IScoringEngine engine)
    {
        File = file;
        _engine = engine;
        _plan = InputPlan.Of(file.Signature?.Inputs, engine.Inputs);
    }

    /// <summary>What the MLmodel file says.</summary>
    public ModelFile File { get; }

    /// <summary>The name of the flavor that scores.</summary>
    public string Flavor => _engine.Flavor;

    /// <summary>Loads a model by its URI.</summary>
    /// <param name="client">The store and registry that know it.</param>
    /// <param name="modelUri">Such as <c>models:/iris@champion</c>.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException">As for <see cref="MlTrackClient.OpenModelAsync"/>; or no flavor can be scored here, or its file cannot be loaded.</exception>
    public static async Task<ModelScorer> LoadAsync(MlTrackClient client, string modelUri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var folder = await client.OpenModelAsync(modelUri, verify: true, cancellationToken).ConfigureAwait(false);
        return Load(folder);
    }

    /// <summary>Loads the model of a folder, which is not needed any longer afterwards.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException">No flavor can be scored here, or its file cannot be loaded.</exception>
    public static ModelScorer Load(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new ModelScorer(folder.File, ScoringEngines.Load(folder));
    }

    /// <summary>Reads a CSV table with a header, in UTF-8, as pandas would.</summary>
    /// <param name="csv">The table; it is read while batches are asked for, and left open.</param>
    /// <returns>Batches of the columns that the model takes.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.BadRequest"/>, with line and column: a value is not of the declared type; or a column is missing.</exception>
    public IEnumerable<ScoringBatch> ReadCsv(Stream csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        return CsvTable.Read(csv, _plan, BatchRows);
    }

    /// <summary>Reads JSON Lines: one object a line, in UTF-8, as the records of MLflow's <c>dataframe_records</c>.</summary>
    /// <param name="jsonLines">The lines; they are read while batches are asked for, and left open.</param>
    /// <returns>Batches of the columns that the model takes.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.BadRequest"/>, with line and column: a value cannot be cast to the declared type; or a column is missing.</exception>
    public IEnumerable<ScoringBatch> ReadJsonLines(Stream jsonLines)
    {
        ArgumentNullException.ThrowIfNull(jsonLines);
        return JsonLinesTable.Read(jsonLines, _plan, BatchRows);
    }

    /// <summary>Scores batches, one after the other as the results are asked for.</summary>
    /// <param name="batches">Columns as <see cref="ReadCsv"/> and <see cref="ReadJsonLines"/> give them.</param>
    /// <returns>A batch of outputs for each: as many rows, a column for each output of the model.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.BadRequest"/>: the model itself fails on the rows.</exception>
    public IEnumerable<ScoringBatch> Score(IEnumerable<ScoringBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return _engine.Score(batches);
    }

    /// <summary>Lets the model go.</summary>
    public void Dispose() => _engine.Dispose();
}
