using System.Text;
using System.Text.Json;
using MlTrack.Search;

namespace MlTrack.Internal.Search;

/// <summary>Writes comparisons of runs.</summary>
internal static class ComparisonText
{
    public static string Markdown(RunComparison comparison)
    {
        var text = new StringBuilder();
        var names = comparison.Runs.Select(r => r.Info.RunName.Length > 0 ? r.Info.RunName : r.Info.RunId).ToList();
        Table(text, "metric", names, comparison.Metrics.Select(m => (m.Key, Cells: m.Values.Select((v, i) => v is { } value ? Bold(ExportText.Number(value), m.IsBest(i)) : "").ToList())));
        Table(text, "param", names, comparison.Params.Select(p => (p.Key, Cells: p.Values.Select(Cell).ToList())));
        Table(text, "tag", names, comparison.Tags.Select(t => (t.Key, Cells: t.Values.Select(Cell).ToList())));
        return text.ToString();
    }

    public static string Csv(RunComparison comparison)
    {
        var text = new StringBuilder();
        ExportText.CsvLine(text, [.. new[] { "kind", "key", "best" }, .. comparison.Runs.Select(r => r.Info.RunId)]);
        foreach (var metric in comparison.Metrics)
        {
            ExportText.CsvLine(text, [.. new[] { "metric", metric.Key, Number(metric.BestValue) }, .. metric.Values.Select(Number)]);
        }

        foreach (var (kind, row) in comparison.Params.Select(p => ("param", p)).Concat(comparison.Tags.Select(t => ("tag", t))))
        {
            ExportText.CsvLine(text, [.. new[] { kind, row.Key, "" }, .. row.Values.Select(v => v ?? "")]);
        }

        return text.ToString();
    }

    public static string Json(RunComparison comparison)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = ExportText.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("runs");
            foreach (var run in comparison.Runs)
            {
                RunJson.WriteInfo(writer, run.Info);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("metrics");
            foreach (var metric in comparison.Metrics)
            {
                writer.WriteStartObject();
                writer.WriteString("key", metric.Key);
                writer.WriteBoolean("higher_is_better", metric.Direction == MetricDirection.HigherIsBetter);
                writer.WritePropertyName("best");
                RunJson.WriteNumber(writer, metric.BestValue);
                writer.WriteStartArray("values");
                metric.Values.ToList().ForEach(v => RunJson.WriteNumber(writer, v));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            WriteTexts(writer, "params", comparison.Params);
            WriteTexts(writer, "tags", comparison.Tags);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<ComparedText> rows)
    {
        writer.WriteStartArray(name);
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("key", row.Key);
            writer.WriteBoolean("differs", row.Differs);
            writer.WriteStartArray("values");
            foreach (var value in row.Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<string> names, IEnumerable<(string Key, List<string> Cells)> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0)
        {
            return;
        }

        text.Append(text.Length > 0 ? "\n" : "");
        Line(text, [title, .. names.Select(Cell)]);
        Line(text, [.. Enumerable.Repeat("---", names.Count + 1)]);
        lines.ForEach(l => Line(text, [Cell(l.Key), .. l.Cells]));
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");

    private static string Bold(string text, bool bold) => bold ? $"**{text}**" : text;

    // What could end a cell or begin markup is escaped; a line break cannot stand in a table.
    private static string Cell(string? value)
    {
        var text = new StringBuilder();
        foreach (var c in value ?? "")
        {
            _ = c switch
            {
                '\r' => text,
                '\n' => text.Append("<br>"),
                '|' or '\\' or '*' or '_' or '`' or '[' or ']' or '<' or '>' => text.Append('\\').Append(c),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    private static string Number(double? value) => value is { } number ? ExportText.Number(number) : "";
}
