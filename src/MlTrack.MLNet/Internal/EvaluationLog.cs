using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet.Internal.Drawing;

namespace MlTrack.MLNet.Internal;

/// <summary>Puts evaluations into a run; each part on its own, so that one that fails costs none of the others.</summary>
internal sealed class EvaluationLog(Run run, IDataView? scored, EvaluationOptions options)
{
    private const string Operation = "LogMetrics";

    internal Run Metrics(IEnumerable<KeyValuePair<string, double>> metrics) => Guarded("metrics", () =>
        run.LogMetrics(metrics.Select(metric => new KeyValuePair<string, double>(options.Prefix + metric.Key, metric.Value)), options.Step));

    internal Run Binary(BinaryClassificationMetrics metrics)
    {
        Metrics(Scalars.Of(metrics));
        if (options.Artifacts)
        {
            Guarded("confusion_matrix", () => Confusion(ConfusionTable.OfBinary(metrics.ConfusionMatrix, BinaryNames())));
            if (scored is not null)
            {
                Guarded("roc_curve", () => Curves([("", Curve.Of(ScoredData.Binary(scored, options)))]));
            }
        }

        return run;
    }

    internal Run Multiclass(MulticlassClassificationMetrics metrics)
    {
        Metrics(Scalars.Of(metrics));
        Guarded("per_class_metrics", () => PerClass(ConfusionTable.Of(metrics.ConfusionMatrix, ScoredData.ClassNames(scored, options)), metrics));
        return run;
    }

    internal Run Regression(RegressionMetrics metrics)
    {
        Metrics(Scalars.Of(metrics));
        return scored is null ? run : Guarded("metrics", () => Metrics(Scalars.OfRegressionRows(ScoredData.Regression(scored, options))));
    }

    private void PerClass(ConfusionTable table, MulticlassClassificationMetrics metrics)
    {
        ClassCurves[]? curves = null;
        if (scored is not null)
        {
            // Without scores there are still the counts of each class.
            Guarded("roc_curve", () => curves = [.. ScoredData.Multiclass(scored, options, table.Names.Count).Select(Curve.Of)]);
        }

        Metrics(PerClassMetrics(table, metrics.PerClassLogLoss, curves));
        if (!options.Artifacts)
        {
            return;
        }

        Guarded("confusion_matrix", () => Confusion(table));
        run.LogText(table.ToPerClassCsv(curves, metrics.PerClassLogLoss), options.Prefix + "per_class_metrics.csv");
        if (curves is not null)
        {
            Guarded("roc_curve", () => Curves([.. curves.Select((curve, index) => (table.Names[index], curve))]));
        }
    }

    private IEnumerable<KeyValuePair<string, double>> PerClassMetrics(ConfusionTable table, IReadOnlyList<double> logLoss, ClassCurves[]? curves)
    {
        if (curves is not null && table.Total > 0)
        {
            // Of the classes that occur and are not alone, each counting as often as it occurs, as MLflow's evaluator has it.
            var seen = Enumerable.Range(0, curves.Length).Where(index => !double.IsNaN(curves[index].Roc.Area)).ToArray();
            var weight = seen.Sum(index => table.Counts[index].Sum());
            yield return new("roc_auc", seen.Sum(index => curves[index].Roc.Area * table.Counts[index].Sum()) / weight);
        }

        var names = MetricKeys.Of(table.Names);
        for (var index = 0; index < table.Names.Count; index++)
        {
            var counts = table.Of(index);
            yield return new($"per_class/{names[index]}/precision_score", counts.Precision);
            yield return new($"per_class/{names[index]}/recall_score", counts.Recall);
            yield return new($"per_class/{names[index]}/f1_score", counts.F1);
            if (index < logLoss.Count)
            {
                yield return new($"per_class/{names[index]}/log_loss", logLoss[index]);
            }

            if (curves is not null)
            {
                yield return new($"per_class/{names[index]}/roc_auc", curves[index].Roc.Area);
            }
        }
    }

    private void Confusion(ConfusionTable table)
    {
        run.LogTable(table.ToColumns(), options.Prefix + "confusion_matrix.json");
        Picture("confusion_matrix.png", () => Charts.ConfusionMatrix(table));
    }

    private void Curves(IReadOnlyList<(string Name, ClassCurves Curves)> classes)
    {
        Table("roc_curve.json", "false_positive_rate", "true_positive_rate", classes, curves => curves.Roc);
        Table("precision_recall_curve.json", "recall", "precision", classes, curves => curves.PrecisionRecall);
        Picture("roc_curve_plot.png", () => Charts.Curves(
            "ROC curve", "false positive rate", "true positive rate", Lines(classes, curves => curves.Roc), withDiagonal: true));
        Picture("precision_recall_curve_plot.png", () => Charts.Curves(
            "Precision and recall", "recall", "precision", Lines(classes, curves => curves.PrecisionRecall), withDiagonal: false));
    }

    private void Table(string file, string x, string y, IReadOnlyList<(string Name, ClassCurves Curves)> classes, Func<ClassCurves, Curve> select)
    {
        var points = classes.SelectMany(one => select(one.Curves).Thinned(options.MaxCurvePoints).Select(point => (one.Name, Point: point))).ToArray();
        var columns = new List<KeyValuePair<string, object?[]>>
        {
            new(x, [.. points.Select(point => (object)point.Point.X)]),
            new(y, [.. points.Select(point => (object)point.Point.Y)]),

            // JSON has no infinity, which the first threshold is.
            new("threshold", [.. points.Select(point => double.IsInfinity(point.Point.Threshold) ? null : (object)point.Point.Threshold)]),
        };
        if (classes.Count > 1)
        {
            columns.Insert(0, new("class", [.. points.Select(point => (object)point.Name)]));
        }

        run.LogTable(columns, options.Prefix + file);
    }

    private List<Series> Lines(IReadOnlyList<(string Name, ClassCurves Curves)> classes, Func<ClassCurves, Curve> select) =>
    [
        .. classes.Select(one => (one.Name, Curve: select(one.Curves))).Where(one => !double.IsNaN(one.Curve.Area)).Select(one => new Series(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0} area {1:0.000}", one.Name, one.Curve.Area).Trim(),
            [.. one.Curve.Thinned(options.MaxCurvePoints).Select(point => (point.X, point.Y))])),
    ];

    private void Picture(string file, Func<byte[]> draw)
    {
        if (options.Pictures)
        {
            Guarded(file, () => run.LogArtifact(draw(), options.Prefix + file));
        }
    }

    private IReadOnlyList<string> BinaryNames() => options.ClassNames ?? ["0", "1"];

    private Run Guarded(string key, Action work) => Tracking.Guarded(run, Operation, key, work);
}
