using Microsoft.ML.Data;

namespace MlTrack.MLNet.Internal;

/// <summary>
/// The figures of each metrics class of ML.NET under the names that MLflow's evaluators (and scikit-learn, whose words they are) use;
/// what those do not have keeps ML.NET's word in their spelling. docs/mlnet.md lists them.
/// </summary>
internal static class Scalars
{
    internal static IEnumerable<KeyValuePair<string, double>> Of(BinaryClassificationMetrics metrics)
    {
        var counts = metrics.ConfusionMatrix.Counts;
        yield return new("accuracy_score", metrics.Accuracy);
        yield return new("precision_score", metrics.PositivePrecision);
        yield return new("recall_score", metrics.PositiveRecall);
        yield return new("f1_score", metrics.F1Score);
        yield return new("roc_auc", metrics.AreaUnderRocCurve);
        yield return new("precision_recall_auc", metrics.AreaUnderPrecisionRecallCurve);
        yield return new("negative_precision_score", metrics.NegativePrecision);
        yield return new("negative_recall_score", metrics.NegativeRecall);
        yield return new("true_positives", counts[0][0]);
        yield return new("false_negatives", counts[0][1]);
        yield return new("false_positives", counts[1][0]);
        yield return new("true_negatives", counts[1][1]);
        yield return new("example_count", counts.Sum(row => row.Sum()));
        if (metrics is CalibratedBinaryClassificationMetrics calibrated)
        {
            yield return new("log_loss", calibrated.LogLoss);
            yield return new("log_loss_reduction", calibrated.LogLossReduction);
            yield return new("entropy", calibrated.Entropy);
        }
    }

    internal static IEnumerable<KeyValuePair<string, double>> Of(MulticlassClassificationMetrics metrics)
    {
        var table = ConfusionTable.Of(metrics.ConfusionMatrix, []);
        yield return new("accuracy_score", metrics.MicroAccuracy);
        yield return new("macro_accuracy", metrics.MacroAccuracy);
        yield return new("log_loss", metrics.LogLoss);
        yield return new("log_loss_reduction", metrics.LogLossReduction);
        yield return new("precision_score", table.Weighted(counts => counts.Precision));
        yield return new("recall_score", table.Weighted(counts => counts.Recall));
        yield return new("f1_score", table.Weighted(counts => counts.F1));
        yield return new("example_count", table.Total);
        for (var k = 2; metrics.TopKAccuracyForAllK is { } top && k <= top.Count; k++)
        {
            yield return new($"top_{k}_accuracy_score", top[k - 1]);
        }
    }

    internal static IEnumerable<KeyValuePair<string, double>> Of(RegressionMetrics metrics) =>
    [
        new("mean_absolute_error", metrics.MeanAbsoluteError),
        new("mean_squared_error", metrics.MeanSquaredError),
        new("root_mean_squared_error", metrics.RootMeanSquaredError),
        new("r2_score", metrics.RSquared),
        new("loss", metrics.LossFunction),
    ];

    internal static IEnumerable<KeyValuePair<string, double>> Of(RankingMetrics metrics) =>
        metrics.NormalizedDiscountedCumulativeGains.Select((gain, index) => new KeyValuePair<string, double>($"ndcg_at_{index + 1}", gain))
            .Concat(metrics.DiscountedCumulativeGains.Select((gain, index) => new KeyValuePair<string, double>($"dcg_at_{index + 1}", gain)));

    internal static IEnumerable<KeyValuePair<string, double>> Of(ClusteringMetrics metrics) =>
    [
        new("average_distance", metrics.AverageDistance),
        new("davies_bouldin_score", metrics.DaviesBouldinIndex),
        new("normalized_mutual_info_score", metrics.NormalizedMutualInformation),
    ];

    internal static IEnumerable<KeyValuePair<string, double>> Of(AnomalyDetectionMetrics metrics) =>
    [
        new("roc_auc", metrics.AreaUnderRocCurve),
        new("detection_rate_at_false_positive_count", metrics.DetectionRateAtFalsePositiveCount),
    ];

    internal static IEnumerable<KeyValuePair<string, double>> Of(ForecastErrors errors) =>
    [
        new("mean_absolute_error", errors.MeanAbsoluteError),
        new("mean_squared_error", errors.MeanSquaredError),
        new("root_mean_squared_error", errors.RootMeanSquaredError),
        new("mean_absolute_percentage_error", errors.MeanAbsolutePercentageError),
        new("symmetric_mean_absolute_percentage_error", errors.SymmetricMeanAbsolutePercentageError),
        new("mean_absolute_scaled_error", errors.MeanAbsoluteScaledError),
        new("interval_coverage", errors.IntervalCoverage),
        new("example_count", errors.Count),
    ];

    /// <summary>What MLflow's regression evaluator reports beyond ML.NET's metrics.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> OfRegressionRows(IReadOnlyList<(float Actual, float Predicted)> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        return
        [
            new("example_count", rows.Count),
            new("sum_on_target", rows.Sum(row => (double)row.Actual)),
            new("mean_on_target", rows.Average(row => (double)row.Actual)),
            new("max_error", rows.Max(row => Math.Abs((double)row.Actual - row.Predicted))),
            new("mean_absolute_percentage_error", rows.Average(row => ForecastErrors.PercentageError(row.Actual, row.Predicted))),
        ];
    }
}
