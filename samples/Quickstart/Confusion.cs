using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Quickstart;

/// <summary>
/// How often each species was taken for which: a row per true species, a column per predicted one. The sample needs MlTrack.Client only;
/// MlTrack.MLNet logs such tables, with a picture, in one call.
/// </summary>
internal sealed class Confusion(IReadOnlyList<string> classes, ConfusionMatrix matrix)
{
    /// <summary>The columns of a table: the true species, then a count per predicted one.</summary>
    public IReadOnlyDictionary<string, object?[]> ToColumns()
    {
        var columns = new Dictionary<string, object?[]> { ["truth"] = [.. classes] };
        for (var column = 0; column < classes.Count; column++)
        {
            columns[$"predicted_{classes[column]}"] = [.. Enumerable.Range(0, classes.Count).Select(row => (object?)Count(row, column))];
        }

        return columns;
    }

    public string ToCsv()
    {
        var csv = new StringBuilder().Append("truth,").AppendJoin(',', classes).Append('\n');
        for (var row = 0; row < classes.Count; row++)
        {
            csv.Append(classes[row]);
            for (var column = 0; column < classes.Count; column++)
            {
                csv.Append(CultureInfo.InvariantCulture, $",{Count(row, column)}");
            }

            csv.Append('\n');
        }

        return csv.ToString();
    }

    // GetCountForClassPair calls its first argument the predicted class, but it is the row of Counts, which is the true one.
    private long Count(int truth, int predicted) => (long)matrix.Counts[truth][predicted];
}
