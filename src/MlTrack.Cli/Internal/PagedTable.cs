using Spectre.Console;

namespace MlTrack.Cli.Internal;

/// <summary>
/// A table that is written page by page. The first page decides how wide columns are, so that the following pages, which show no headings, stand
/// below it in line.
/// </summary>
internal sealed class PagedTable(IAnsiConsole console, params Column[] columns)
{
    private const int Gap = 2;
    private int[]? _widths;
    private bool _fits;

    /// <summary>Writes a page.</summary>
    /// <param name="rows">Cells in the order of the columns.</param>
    public void Write(IReadOnlyList<Cell[]> rows)
    {
        var isFirst = _widths is null;
        if (rows.Count == 0 && !isFirst)
        {
            return;
        }

        _widths ??= [.. columns.Select((column, index) => rows.Select(row => row[index].Width).Append(column.Title.Length).Max())];
        _fits = isFirst ? _widths.Sum() + (Gap * columns.Length) <= console.Profile.Width : _fits;
        var table = new Table { Border = TableBorder.None, ShowHeaders = isFirst };
        for (var index = 0; index < columns.Length; index++)
        {
            var column = new TableColumn(new Text(columns[index].Title, new Style(decoration: Decoration.Bold)))
            {
                Alignment = columns[index].IsNumber ? Justify.Right : Justify.Left, Padding = new Padding(0, 0, index == columns.Length - 1 ? 0 : Gap, 0), NoWrap = true,
            };

            // Where the screen is too narrow the table shrinks its columns itself, and pages may differ.
            column.Width = _fits ? _widths[index] : null;
            table.AddColumn(column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => cell.ToText().Ellipsis()));
        }

        console.Write(table);
    }
}

/// <summary>A column of a <see cref="PagedTable"/>.</summary>
/// <param name="Title">The heading.</param>
/// <param name="IsNumber">True when values stand at the right.</param>
internal sealed record Column(string Title, bool IsNumber = false)
{
    public static implicit operator Column(string title) => new(title);
}
