using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>
/// Logs what ML.NET's <c>Evaluate</c> returns: every figure as a metric under the name that MLflow's evaluators use, and for classifiers the
/// confusion matrix and, where the scored data is given, the ROC and precision-recall curves, as tables and as pictures.
/// </summary>
/// <remarks>
/// A fault of logging never costs the training: it is reported like every fault of the run (<see cref="Run.Failures"/>), unless the client
/// was opened with <see cref="OnFailure.Throw"/>. Thread-safe as <see cref="Run"/> is; the scored data is read by the calling thread.
/// Tables are MLflow's <c>log_table</c>: logging a second evaluation under the same <see cref="EvaluationOptions.Prefix"/> adds rows to them.
/// </remarks>
public static class RunMetricsExtensions
{
    /// <summary>Logs the evaluation of a binary classifier, calibrated or not.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>BinaryClassification.Evaluate</c> or <c>EvaluateNonCalibrated</c> returned.</param>
    /// <param name="scored">The data that was evaluated (<c>model.Transform(test)</c>), for the curves; it is read once. Null leaves the curves out.</param>
    /// <param name="options">Names, prefix, step; null for the defaults.</param>
    /// <returns>The run.</returns>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: something could not be logged.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public static Run LogMetrics(this Run run, BinaryClassificationMetrics metrics, IDataView? scored = null, EvaluationOptions? options = null) =>
        Log(run, metrics, scored, options).Binary(metrics);

    /// <summary>Logs the evaluation of a multiclass classifier, with the figures of each class as <c>per_class/NAME/…</c> and in <c>per_class_metrics.csv</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>MulticlassClassification.Evaluate</c> returned.</param>
    /// <param name="scored">The data that was evaluated, for the names of the classes and the curves; it is read once. Null leaves the curves out.</param>
    /// <param name="options">Names, prefix, step; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, MulticlassClassificationMetrics metrics, IDataView? scored = null, EvaluationOptions? options = null) =>
        Log(run, metrics, scored, options).Multiclass(metrics);

    /// <summary>Logs the evaluation of a regression.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>Regression.Evaluate</c> returned.</param>
    /// <param name="scored">The data that was evaluated, for the further figures of MLflow's evaluator (<c>max_error</c>, <c>mean_absolute_percentage_error</c> …); it is read once.</param>
    /// <param name="options">Prefix, step, columns; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, RegressionMetrics metrics, IDataView? scored = null, EvaluationOptions? options = null) =>
        Log(run, metrics, scored, options).Regression(metrics);

    /// <summary>Logs the evaluation of a ranking: <c>ndcg_at_1</c>, <c>dcg_at_1</c> and so on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>Ranking.Evaluate</c> returned.</param>
    /// <param name="options">Prefix and step; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, RankingMetrics metrics, EvaluationOptions? options = null) =>
        Log(run, metrics, null, options).Metrics(Scalars.Of(metrics));

    /// <summary>Logs the evaluation of a clustering.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>Clustering.Evaluate</c> returned.</param>
    /// <param name="options">Prefix and step; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, ClusteringMetrics metrics, EvaluationOptions? options = null) =>
        Log(run, metrics, null, options).Metrics(Scalars.Of(metrics));

    /// <summary>Logs the evaluation of an anomaly detection.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What <c>AnomalyDetection.Evaluate</c> returned.</param>
    /// <param name="options">Prefix and step; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, AnomalyDetectionMetrics metrics, EvaluationOptions? options = null) =>
        Log(run, metrics, null, options).Metrics(Scalars.Of(metrics));

    /// <summary>Logs the errors of a forecast; figures that its data did not allow are left out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="errors">The errors, from <see cref="ForecastErrors.Of"/>.</param>
    /// <param name="options">Prefix and step; null for the defaults.</param>
    /// <inheritdoc cref="LogMetrics(Run, BinaryClassificationMetrics, IDataView, EvaluationOptions)"/>
    public static Run LogMetrics(this Run run, ForecastErrors errors, EvaluationOptions? options = null) =>
        Log(run, errors, null, options).Metrics(Scalars.Of(errors).Where(metric => !double.IsNaN(metric.Value)));

    private static EvaluationLog Log(Run run, object metrics, IDataView? scored, EvaluationOptions? options)
    {
        Guard.NotNull(run);
        Guard.NotNull(metrics);
        return new EvaluationLog(run, scored, options ?? EvaluationOptions.Default);
    }
}
