using System.Text;
using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Artifacts;

/// <summary>A table as MLflow keeps it: <c>{"columns":["q","n"],"data":[["a",1],["b",null]]}</c>, compact, in ASCII.</summary>
/// <remarks>Cells are kept as the JSON they are, so that what MLflow wrote comes back unchanged. NaN and infinities are null, as in pandas.</remarks>
internal sealed class TableData
{
    private const string ColumnsName = "columns";
    private const string DataName = "data";
    private const string Null = "null";

    private TableData(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Columns = columns;
        Rows = rows;
    }

    internal IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, each a list of JSON texts, one for each column.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>Makes a table of columns of equal length.</summary>
    internal static TableData FromColumns(IEnumerable<KeyValuePair<string, IEnumerable<object?>>> columns)
    {
        var names = new List<string>();
        var cells = new List<List<string>>();
        foreach (var column in columns)
        {
            names.Add(column.Key);
            cells.Add(column.Value.Select(ToJson).ToList());
        }

        var count = cells.Count == 0 ? 0 : cells[0].Count;
        if (cells.Any(column => column.Count != count))
        {
            throw ArtifactErrors.Invalid("All columns of a table must have the same length.");
        }

        var rows = Enumerable.Range(0, count).Select(row => (IReadOnlyList<string>)cells.Select(column => column[row]).ToList()).ToList();
        return new TableData(names, rows);
    }

    /// <summary>Reads a logged table.</summary>
    /// <exception cref="MlTrackException">The file is no table.</exception>
    internal static TableData Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object &&
                root.TryGetProperty(ColumnsName, out var columns) && columns.ValueKind == JsonValueKind.Array &&
                root.TryGetProperty(DataName, out var data) && data.ValueKind == JsonValueKind.Array)
            {
                var names = columns.EnumerateArray().Select(column => column.ToString()).ToList();
                var rows = data.EnumerateArray().Select(row => ReadRow(row, names.Count, path)).ToList();
                return new TableData(names, rows);
            }
        }
        catch (JsonException exception)
        {
            throw NoTable(path, exception);
        }

        throw NoTable(path, null);
    }

    /// <summary>Puts the rows of another table below these. Columns are found by name; what one of the two does not have is null, as in pandas.</summary>
    internal TableData Append(TableData other)
    {
        var columns = Columns.Concat(other.Columns.Where(column => !Columns.Contains(column, StringComparer.Ordinal))).ToList();
        return new TableData(columns, Arrange(columns).Concat(other.Arrange(columns)).ToList());
    }

    internal byte[] ToBytes()
    {
        var text = new StringBuilder("{\"columns\":[");
        AppendJoined(text, Columns.Select(PythonJson.Quote));
        text.Append("],\"data\":[");
        for (var i = 0; i < Rows.Count; i++)
        {
            text.Append(i == 0 ? "[" : ",[");
            AppendJoined(text, Rows[i]);
            text.Append(']');
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private IEnumerable<IReadOnlyList<string>> Arrange(IReadOnlyList<string> columns)
    {
        var places = columns.Select(column => IndexOf(Columns, column)).ToArray();
        return Rows.Select(row => (IReadOnlyList<string>)places.Select(place => place < 0 ? Null : row[place]).ToList());
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static List<string> ReadRow(JsonElement row, int count, string path)
    {
        if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != count)
        {
            throw NoTable(path, null);
        }

        return row.EnumerateArray().Select(cell => cell.GetRawText()).ToList();
    }

    private static string ToJson(object? value)
    {
        var text = new StringBuilder();
        AppendJson(text, PlainTree.Of(value));
        return text.ToString();
    }

    private static void AppendJson(StringBuilder text, object? node)
    {
        switch (node)
        {
            case double number when double.IsNaN(number) || double.IsInfinity(number):
                text.Append(Null);
                break;
            case List<KeyValuePair<string, object?>> mapping:
                AppendAll(text, '{', '}', mapping, pair =>
                {
                    text.Append(PythonJson.Quote(pair.Key)).Append(':');
                    AppendJson(text, pair.Value);
                });
                break;
            case List<object?> list:
                AppendAll(text, '[', ']', list, item => AppendJson(text, item));
                break;
            default:
                var writer = new PythonJsonWriter();
                PlainTree.Write(writer, node);
                text.Append(writer);
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, char close, List<T> items, Action<T> append)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : ",");
            append(items[i]);
        }

        text.Append(close);
    }

    private static void AppendJoined(StringBuilder text, IEnumerable<string> parts) => text.Append(string.Join(",", parts));

    private static MlTrackException NoTable(string path, Exception? cause) => new(
        MlTrackErrorCode.InvalidParameterValue,
        $"The artifact '{path}' is no table: it must be JSON with 'columns' and rows of that length in 'data'. Log the table under another name.",
        cause);
}
