using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Search;

/// <summary>How values are written in exports: independent of any culture.</summary>
internal static class ExportText
{
    /// <summary>Keeps letters of every script as they are; the files are no HTML.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>A number as Python writes it: <c>0.1</c>, <c>nan</c>.</summary>
    public static string Number(double value) => PythonFloat.Format(value);

    /// <summary>A time in UTC, to the millisecond: <c>2026-11-25T03:36:00.000Z</c>.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Appends a line of CSV as RFC 4180 says, but for the line end, which is a line feed.</summary>
    public static void CsvLine(StringBuilder builder, IReadOnlyList<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            builder.Append(i == 0 ? "" : ",");
            var cell = cells[i];
            _ = cell.IndexOfAny([',', '"', '\n', '\r']) < 0 ? builder.Append(cell) : builder.Append('"').Append(cell.Replace("\"", "\"\"")).Append('"');
        }

        builder.Append('\n');
    }
}
