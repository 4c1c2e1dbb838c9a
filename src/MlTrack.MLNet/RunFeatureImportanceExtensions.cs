using Microsoft.ML.Data;
using MlTrack.MLNet.Internal;
using MlTrack.MLNet.Internal.Drawing;

namespace MlTrack.MLNet;

/// <summary>
/// Logs what ML.NET's <c>PermutationFeatureImportance</c> returns: how much each figure of the evaluation changes when the values of a
/// feature are shuffled, as the table <c>feature_importance.json</c> and the picture <c>feature_importance.png</c>, the most important first.
/// </summary>
/// <remarks>Faults of logging are reported and end nothing, unless the client was opened with <see cref="OnFailure.Throw"/>. Thread-safe as <see cref="Run"/> is.</remarks>
public static class RunFeatureImportanceExtensions
{
    /// <summary>How many features the picture shows; the table has all of them.</summary>
    public const int MaxPicturedFeatures = 25;

    /// <summary>Logs the importance of features for a regression, ordered by the change of <c>r2_score</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="importance">The changes by feature, as ML.NET returned them.</param>
    /// <param name="options">Prefix, and whether there is a picture; null for the defaults.</param>
    /// <returns>The run.</returns>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: something could not be logged.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public static Run LogFeatureImportance(this Run run, IReadOnlyDictionary<string, RegressionMetricsStatistics> importance, EvaluationOptions? options = null) =>
        Log(run, importance, options, change =>
        [
            ("r2_score", change.RSquared), ("mean_absolute_error", change.MeanAbsoluteError),
            ("mean_squared_error", change.MeanSquaredError), ("root_mean_squared_error", change.RootMeanSquaredError), ("loss", change.LossFunction),
        ]);

    /// <summary>Logs the importance of features for a binary classifier, ordered by the change of <c>roc_auc</c>.</summary>
    /// <inheritdoc cref="LogFeatureImportance(Run, IReadOnlyDictionary{string, RegressionMetricsStatistics}, EvaluationOptions)"/>
    public static Run LogFeatureImportance(this Run run, IReadOnlyDictionary<string, BinaryClassificationMetricsStatistics> importance, EvaluationOptions? options = null) =>
        Log(run, importance, options, change =>
        [
            ("roc_auc", change.AreaUnderRocCurve), ("precision_recall_auc", change.AreaUnderPrecisionRecallCurve), ("accuracy_score", change.Accuracy),
            ("precision_score", change.PositivePrecision), ("recall_score", change.PositiveRecall), ("f1_score", change.F1Score),
            ("negative_precision_score", change.NegativePrecision), ("negative_recall_score", change.NegativeRecall),
        ]);

    /// <summary>Logs the importance of features for a multiclass classifier, ordered by the change of <c>accuracy_score</c>.</summary>
    /// <inheritdoc cref="LogFeatureImportance(Run, IReadOnlyDictionary{string, RegressionMetricsStatistics}, EvaluationOptions)"/>
    public static Run LogFeatureImportance(this Run run, IReadOnlyDictionary<string, MulticlassClassificationMetricsStatistics> importance, EvaluationOptions? options = null) =>
        Log(run, importance, options, change =>
        [
            ("accuracy_score", change.MicroAccuracy), ("macro_accuracy", change.MacroAccuracy),
            ("log_loss", change.LogLoss), ("log_loss_reduction", change.LogLossReduction),
        ]);

    /// <summary>Logs the importance of features for a ranking, ordered by the change of the deepest <c>ndcg_at_…</c>.</summary>
    /// <inheritdoc cref="LogFeatureImportance(Run, IReadOnlyDictionary{string, RegressionMetricsStatistics}, EvaluationOptions)"/>
    public static Run LogFeatureImportance(this Run run, IReadOnlyDictionary<string, RankingMetricsStatistics> importance, EvaluationOptions? options = null) =>
        Log(run, importance, options, change =>
        [
            .. change.NormalizedDiscountedCumulativeGains.Select((gain, index) => ($"ndcg_at_{index + 1}", gain)).Reverse(),
            .. change.DiscountedCumulativeGains.Select((gain, index) => ($"dcg_at_{index + 1}", gain)),
        ]);

    private static Run Log<TStatistics>(
        Run run,
        IReadOnlyDictionary<string, TStatistics> importance,
        EvaluationOptions? options,
        Func<TStatistics, IReadOnlyList<(string Name, MetricStatistics Change)>> figures)
    {
        Guard.NotNull(run);
        Guard.NotNull(importance);
        var chosen = options ?? EvaluationOptions.Default;
        return importance.Count == 0 ? run : Tracking.Guarded(run, "LogFeatureImportance", null, () =>
        {
            // The first figure is the one by which they are ordered; whichever way it moved, the feature mattered.
            var rows = importance.Select(feature => (feature.Key, Figures: figures(feature.Value)))
                .OrderByDescending(row => Math.Abs(row.Figures[0].Change.Mean)).ThenBy(row => row.Key, StringComparer.Ordinal).ToArray();
            var columns = new List<KeyValuePair<string, object[]>> { new("feature", [.. rows.Select(row => row.Key)]) };
            for (var i = 0; i < rows[0].Figures.Count; i++)
            {
                var (name, index) = (rows[0].Figures[i].Name, i);
                columns.Add(new(name + "_change", [.. rows.Select(row => (object)row.Figures[index].Change.Mean)]));
                columns.Add(new(name + "_std", [.. rows.Select(row => (object)row.Figures[index].Change.StandardDeviation)]));
            }

            run.LogTable(columns, chosen.Prefix + "feature_importance.json");
            if (chosen.Pictures)
            {
                var bars = rows.Take(MaxPicturedFeatures).Select(row => (row.Key, row.Figures[0].Change.Mean)).ToArray();
                run.LogArtifact(Charts.Bars("Change of " + rows[0].Figures[0].Name, bars), chosen.Prefix + "feature_importance.png");
            }
        });
    }
}
