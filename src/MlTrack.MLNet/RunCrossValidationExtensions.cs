using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>
/// Logs what ML.NET's <c>CrossValidate</c> returns: a child run per fold with its whole evaluation, and in the run itself the mean
/// (<c>mean_accuracy_score</c>) and the standard deviation (<c>std_accuracy_score</c>) of each figure over the folds.
/// </summary>
/// <remarks>
/// The deviation is that of all folds (divided by their number), as in scikit-learn's <c>cv_results_</c>. Faults of logging are
/// reported and end nothing, unless the client was opened with <see cref="OnFailure.Throw"/>. Thread-safe as <see cref="Run"/> is.
/// </remarks>
public static class RunCrossValidationExtensions
{
    /// <summary>Logs the cross-validation of a binary classifier that was trained without calibration.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>CrossValidateNonCalibrated</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: something could not be logged.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<BinaryClassificationMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Binary(metrics), cancellationToken);

    /// <summary>Logs the cross-validation of a calibrated binary classifier.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>BinaryClassification.CrossValidate</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <inheritdoc cref="LogCrossValidationAsync(Run, IReadOnlyList{TrainCatalogBase.CrossValidationResult{BinaryClassificationMetrics}}, EvaluationOptions, CancellationToken)"/>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<CalibratedBinaryClassificationMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Binary(metrics), cancellationToken);

    /// <summary>Logs the cross-validation of a multiclass classifier.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>MulticlassClassification.CrossValidate</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <inheritdoc cref="LogCrossValidationAsync(Run, IReadOnlyList{TrainCatalogBase.CrossValidationResult{BinaryClassificationMetrics}}, EvaluationOptions, CancellationToken)"/>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Multiclass(metrics), cancellationToken);

    /// <summary>Logs the cross-validation of a regression.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>Regression.CrossValidate</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <inheritdoc cref="LogCrossValidationAsync(Run, IReadOnlyList{TrainCatalogBase.CrossValidationResult{BinaryClassificationMetrics}}, EvaluationOptions, CancellationToken)"/>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Regression(metrics), cancellationToken);

    /// <summary>Logs the cross-validation of a ranking.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>Ranking.CrossValidate</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <inheritdoc cref="LogCrossValidationAsync(Run, IReadOnlyList{TrainCatalogBase.CrossValidationResult{BinaryClassificationMetrics}}, EvaluationOptions, CancellationToken)"/>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<RankingMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Metrics(Scalars.Of(metrics)), cancellationToken);

    /// <summary>Logs the cross-validation of a clustering.</summary>
    /// <param name="run">The run that becomes the parent of the folds' runs.</param>
    /// <param name="results">What <c>Clustering.CrossValidate</c> returned.</param>
    /// <param name="options">How each fold is logged; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between folds; what was logged stays.</param>
    /// <inheritdoc cref="LogCrossValidationAsync(Run, IReadOnlyList{TrainCatalogBase.CrossValidationResult{BinaryClassificationMetrics}}, EvaluationOptions, CancellationToken)"/>
    public static Task LogCrossValidationAsync(
        this Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<ClusteringMetrics>> results,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        LogAsync(run, results, options, Scalars.Of, (log, metrics) => log.Metrics(Scalars.Of(metrics)), cancellationToken);

    private static async Task LogAsync<TMetrics>(
        Run run,
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<TMetrics>> results,
        EvaluationOptions? options,
        Func<TMetrics, IEnumerable<KeyValuePair<string, double>>> scalars,
        Func<EvaluationLog, TMetrics, Run> logFold,
        CancellationToken cancellationToken)
        where TMetrics : class
    {
        Guard.NotNull(run);
        Guard.NotNull(results);
        var chosen = options ?? EvaluationOptions.Default;
        new EvaluationLog(run, null, chosen).Metrics(Summary([.. results.Select(result => scalars(result.Metrics).ToArray())]));
        run.LogParam("folds", results.Count);
        foreach (var result in results)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = "fold_" + result.Fold.ToString(CultureInfo.InvariantCulture);
            await Tracking.GuardedAsync(
                run,
                "LogCrossValidation",
                name,
                () => run.TrackChildAsync(
                    name,
                    child =>
                    {
                        logFold(new EvaluationLog(child, result.ScoredHoldOutSet, chosen), result.Metrics);
                        return Task.CompletedTask;
                    },
                    cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<KeyValuePair<string, double>> Summary(IReadOnlyList<KeyValuePair<string, double>[]> folds)
    {
        foreach (var figure in folds.SelectMany(fold => fold).GroupBy(metric => metric.Key, StringComparer.Ordinal))
        {
            var values = figure.Select(metric => metric.Value).ToArray();
            var mean = values.Average();
            yield return new("mean_" + figure.Key, mean);
            yield return new("std_" + figure.Key, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
        }
    }
}
