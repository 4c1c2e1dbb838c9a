using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Quickstart;

/// <summary>How often each species was taken for which: a row per true species, a column per predicted one.</summary>
internal sealed class Confusion(IReadOnlyList<string> classes, ConfusionMatrix matrix)
{
    /// <summary>The columns of a table: the true species, then a count per predicted one.</summary>
    public IReadOnlyDictionary<string, object?[]> ToColumns()
    {
        var columns = new Dictionary<string, object?[]> { ["truth"] = [.. classes] };
        for (var column = 0; column < classes.Count; column++)
        {
            columns[$"predicted_{classes[column]}"] = [.. Enumerable.Range(0, classes.Count).Select(row => (object?)(long)matrix.GetCountForClassPair(column, row))];
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
                csv.Append(CultureInfo.InvariantCulture, $",{matrix.GetCountForClassPair(column, row)}");
            }

            csv.Append('\n');
        }

        return csv.ToString();
    }
}
