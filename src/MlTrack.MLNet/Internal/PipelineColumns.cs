using Microsoft.ML;

namespace MlTrack.MLNet.Internal;

/// <summary>What of a pipeline's columns is a prediction, and what of the data predictions are made of.</summary>
internal static class PipelineColumns
{
    private static readonly string[] Predictions = ["PredictedLabel", "Score", "Probability", "Distance", "Forecast"];

    internal static IEnumerable<DataViewSchema.Column> Visible(DataViewSchema schema) => schema.Where(column => !column.IsHidden);

    /// <summary>The predictions. What a pipeline makes on its way is in its output schema as well; a pipeline without predictions gives all that it makes.</summary>
    internal static IReadOnlyList<DataViewSchema.Column> Outputs(DataViewSchema input, DataViewSchema output)
    {
        var made = Visible(output).Where(column => input.GetColumnOrNull(column.Name) is null || Predictions.Contains(column.Name)).ToArray();
        var predicted = made.Where(column => Predictions.Contains(column.Name)).ToArray();
        return predicted.Length > 0 ? predicted : made;
    }

    /// <summary>The columns of the data without which the pipeline predicts just the same, such as the label. Empty for pipelines that do not go row by row.</summary>
    internal static IReadOnlyList<string> NotNeeded(ITransformer model, DataViewSchema input)
    {
        if (!model.IsRowToRowMapper)
        {
            return [];
        }

        var mapper = model.GetRowToRowMapper(input);
        var needed = new HashSet<string>(mapper.GetDependencies(Outputs(input, mapper.OutputSchema)).Select(column => column.Name), StringComparer.Ordinal);
        return [.. Visible(input).Select(column => column.Name).Where(name => !needed.Contains(name)).Distinct(StringComparer.Ordinal)];
    }
}
