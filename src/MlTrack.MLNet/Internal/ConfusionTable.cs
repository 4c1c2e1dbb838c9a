using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace MlTrack.MLNet.Internal;

/// <summary>How often each class was taken for which, and what follows from it for each class.</summary>
/// <param name="Names">The classes.</param>
/// <param name="Counts">A row per true class, a column per predicted one; with a weight column these are sums of weights.</param>
internal sealed record ConfusionTable(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double>> Counts)
{
    internal double Total { get; } = Counts.Sum(row => row.Sum());

    /// <summary>ML.NET's matrix of a multiclass classifier. Its <c>Counts</c> have the true classes as rows, whatever <c>GetCountForClassPair</c> calls its arguments.</summary>
    internal static ConfusionTable Of(ConfusionMatrix matrix, IReadOnlyList<string> names) =>
        new([.. Enumerable.Range(0, matrix.NumberOfClasses).Select(index => NameOf(names, index))], matrix.Counts);

    /// <summary>A binary classifier's: ML.NET puts the positive class first, scikit-learn and MLflow the negative one.</summary>
    internal static ConfusionTable OfBinary(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        var counts = matrix.Counts;
        return new([NameOf(names, 0), NameOf(names, 1)], [[counts[1][1], counts[1][0]], [counts[0][1], counts[0][0]]]);
    }

    internal ClassCounts Of(int index)
    {
        var positives = Counts[index][index];
        var actual = Counts[index].Sum();
        var predicted = Counts.Sum(row => row[index]);
        return new ClassCounts(positives, predicted - positives, actual - positives, Total - actual - predicted + positives);
    }

    /// <summary>The mean of a figure over the classes, each counting as often as it occurs: scikit-learn's <c>average="weighted"</c>.</summary>
    internal double Weighted(Func<ClassCounts, double> figure) =>
        Total > 0 ? Enumerable.Range(0, Names.Count).Sum(index => figure(Of(index)) * Counts[index].Sum()) / Total : double.NaN;

    /// <summary>The table as <c>log_table</c> wants it: the true classes in the first column, then a column per predicted class.</summary>
    internal IEnumerable<KeyValuePair<string, object[]>> ToColumns()
    {
        yield return new("true", [.. Names]);
        for (var column = 0; column < Names.Count; column++)
        {
            yield return new("predicted " + Names[column], [.. Counts.Select(row => Whole(row[column]))]);
        }
    }

    /// <summary>A line per class with the columns of MLflow's <c>per_class_metrics.csv</c>.</summary>
    /// <param name="areas">Areas under the class's ROC and precision-recall curves, where scores were at hand.</param>
    /// <param name="logLoss">The loss of each class, which only ML.NET reports.</param>
    internal string ToPerClassCsv(IReadOnlyList<ClassCurves>? areas, IReadOnlyList<double>? logLoss)
    {
        var csv = new StringBuilder("positive_class,true_negatives,false_positives,false_negatives,true_positives,example_count,accuracy_score,recall_score,precision_score,f1_score");
        csv.Append(areas is null ? string.Empty : ",roc_auc,precision_recall_auc").Append(logLoss is null ? string.Empty : ",log_loss").Append('\n');
        for (var index = 0; index < Names.Count; index++)
        {
            var counts = Of(index);
            csv.Append(Quoted(Names[index]));
            double[] figures =
            [
                counts.TrueNegatives, counts.FalsePositives, counts.FalseNegatives, counts.TruePositives, Total, counts.Accuracy, counts.Recall, counts.Precision, counts.F1,
                .. areas is not null && index < areas.Count ? new[] { areas[index].Roc.Area, areas[index].PrecisionRecall.Area } : [],
                .. logLoss is not null && index < logLoss.Count ? new[] { logLoss[index] } : [],
            ];
            foreach (var figure in figures)
            {
                csv.Append(',').Append(figure.ToString("R", CultureInfo.InvariantCulture));
            }

            csv.Append('\n');
        }

        return csv.ToString();
    }

    private static object Whole(double count) => count == Math.Floor(count) && Math.Abs(count) < 1L << 53 ? (object)(long)count : count;

    private static string NameOf(IReadOnlyList<string> names, int index) =>
        index < names.Count ? names[index] : index.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string name) =>
        name.IndexOfAny([',', '"', '\n', '\r']) < 0 ? name : "\"" + name.Replace("\"", "\"\"") + "\"";
}

/// <summary>One class against all others. A figure whose denominator is zero is 0, as in scikit-learn.</summary>
internal readonly record struct ClassCounts(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    internal double Accuracy => Ratio(TruePositives + TrueNegatives, TruePositives + TrueNegatives + FalsePositives + FalseNegatives);

    internal double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    internal double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    internal double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
