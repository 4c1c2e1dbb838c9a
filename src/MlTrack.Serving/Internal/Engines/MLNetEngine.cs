using Microsoft.ML;
using MlTrack.Models;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>A pipeline of flavor <c>mlnet</c>: rows stream through it once, in ML.NET's own way, and what it adds to them comes out.</summary>
/// <remarks>One scoring at a time.</remarks>
internal sealed class MLNetEngine : IScoringEngine
{
    internal const string FlavorName = "mlnet";

    private readonly ITransformer _model;
    private readonly DataViewSchema _input;
    private readonly IReadOnlyList<DataViewSchema.Column> _outputs;

    private MLNetEngine(ITransformer model, DataViewSchema input)
    {
        _model = model;
        _input = input;
        _outputs = [.. Outputs(model.GetOutputSchema(input), input)];
        Inputs = ModelSchema.OfColumns(input.Where(column => !column.IsHidden).Select(column => new ColumnSpec(DataViewColumns.TypeOf(column), column.Name, IsRequired: false)));
    }

    public string Flavor => FlavorName;

    public ModelSchema Inputs { get; }

    internal static MLNetEngine Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new MLNetEngine(new MLContext().Model.Load(file, out var input), input);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or InvalidDataException or ArgumentException)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidState, $"ML.NET cannot load '{path}': {fault.Message}", fault) { Path = path };
        }
    }

    public IEnumerable<ScoringBatch> Score(IEnumerable<ScoringBatch> batches)
    {
        var scored = _model.Transform(new BatchDataView(_input, batches));
        var outputs = _outputs.Select(column => scored.Schema[column.Name]).ToList();
        using var cursor = scored.GetRowCursor(outputs);
        var columns = outputs.Select(column => OutputColumn.Of(cursor, column)).ToList();
        var rows = 0;
        while (Next(cursor))
        {
            columns.ForEach(column => column.Add());
            if (++rows == ModelScorer.BatchRows)
            {
                yield return Take(columns, rows);
                rows = 0;
            }
        }

        if (rows > 0)
        {
            yield return Take(columns, rows);
        }
    }

    public void Dispose() => (_model as IDisposable)?.Dispose();

    private static bool Next(DataViewRowCursor cursor)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (InvalidOperationException fault)
        {
            throw OfSource(fault) ?? ScoringErrors.ModelFailed(fault);
        }
    }

    // ML.NET's threads wrap what the source has thrown, each in one more.
    private static MlTrackException? OfSource(Exception? fault) => fault as MlTrackException ?? (fault is null ? null : OfSource(fault.InnerException));

    private static ScoringBatch Take(List<OutputColumn> columns, int rows) => new(rows, [.. columns.Select(column => new ScoringColumn(column.Name, column.Take()))]);

    // What the last step says: predictions have these names in ML.NET. Of a pipeline without them, whatever it adds.
    private static IEnumerable<DataViewSchema.Column> Outputs(DataViewSchema output, DataViewSchema input)
    {
        var added = output.Where(column => !column.IsHidden && input.GetColumnOrNull(column.Name) is null && DataViewColumns.IsKnown(column)).ToList();
        var predictions = added.Where(column => column.Name is "PredictedLabel" or "Score" or "Probability").ToList();
        return predictions.Count > 0 ? predictions : added;
    }
}
