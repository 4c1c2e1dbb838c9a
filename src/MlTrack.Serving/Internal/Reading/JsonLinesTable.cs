using System.Text;
using System.Text.Json;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>Reads one JSON object a line into batches of the columns that a model takes.</summary>
internal static class JsonLinesTable
{
    internal static IEnumerable<ScoringBatch> Read(Stream lines, InputPlan plan, int batchRows)
    {
        using var reader = new StreamReader(lines, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        InputPlan? found = null;
        ColumnBuffer[] buffers = [];
        var waiting = new List<(JsonDocument Document, long Line)>(batchRows);
        long line = 0;
        while (Next(reader, line) is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                waiting.Add((Parse(text, line), line));
            }

            if (found is null && waiting.Count > 0)
            {
                // The first row tells whether the one tensor is a column of lists or several columns.
                found = plan.TensorWidth is not null && !IsList(waiting[0].Document.RootElement, plan) ? plan.ByPosition() : plan;
                if (!found.IsNamed)
                {
                    found.CheckCount(waiting[0].Document.RootElement.EnumerateObject().Count());
                }

                buffers = [.. found.Columns.Select(ColumnBuffer.Of)];
            }

            if (waiting.Count == batchRows)
            {
                yield return Take(plan, found!, buffers, waiting);
            }
        }

        if (waiting.Count > 0)
        {
            yield return Take(plan, found!, buffers, waiting);
        }
    }

    private static ScoringBatch Take(InputPlan wanted, InputPlan found, ColumnBuffer[] buffers, List<(JsonDocument Document, long Line)> waiting) =>
        ReferenceEquals(wanted, found) ? Take(found, buffers, waiting) : wanted.Join(Take(found, buffers, waiting));

    private static bool IsList(JsonElement row, InputPlan plan) => TryFind(row, plan, 0, out var value) && value.ValueKind == JsonValueKind.Array;

    private static string? Next(StreamReader reader, long line)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw ScoringErrors.BadLine(line + 1, "it is not UTF-8.");
        }
    }

    private static JsonDocument Parse(string text, long line)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw ScoringErrors.BadLine(line, $"an object with the model's columns is needed, not {document.RootElement.ValueKind.ToString().ToLowerInvariant()}.");
        }
        catch (JsonException fault)
        {
            throw ScoringErrors.BadLine(line, $"it is not JSON ({fault.Message})");
        }
    }

    // A key that single rows lack is a missing value; one that all rows of a batch lack is a missing column.
    private static ScoringBatch Take(InputPlan plan, ColumnBuffer[] buffers, List<(JsonDocument Document, long Line)> waiting)
    {
        var columns = new List<ScoringColumn>(buffers.Length);
        var missing = new List<string>();
        for (var place = 0; place < buffers.Length; place++)
        {
            var (column, index) = (plan.Columns[place], place);
            if (!waiting.Exists(row => TryFind(row.Document.RootElement, plan, index, out _)))
            {
                if (column.IsRequired)
                {
                    missing.Add(column.Name);
                }

                continue;
            }

            Fill(buffers[place], plan, place, waiting);
            columns.Add(new ScoringColumn(column.Name, buffers[place].Take()));
        }

        if (missing.Count > 0)
        {
            var found = waiting[0].Document.RootElement.EnumerateObject().Select(property => property.Name).ToList();
            throw plan.IsNamed ? ScoringErrors.Missing(missing, [.. found.Except(plan.Columns.Select(column => column.Name))]) : ScoringErrors.TooFew(plan.Columns.Count, found.Count);
        }

        var rows = waiting.Count;
        waiting.ForEach(row => row.Document.Dispose());
        waiting.Clear();
        return new ScoringBatch(rows, columns);
    }

    private static void Fill(ColumnBuffer buffer, InputPlan plan, int place, List<(JsonDocument Document, long Line)> rows)
    {
        foreach (var (document, line) in rows)
        {
            if (TryFind(document.RootElement, plan, place, out var value))
            {
                var isSingle = plan.TakesTensors && plan.Columns[place].Type.IsScalar && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1;
                buffer.Add(isSingle ? value[0] : value, line);
            }
            else
            {
                buffer.AddMissing(line);
            }
        }
    }

    private static bool TryFind(JsonElement row, InputPlan plan, int place, out JsonElement value)
    {
        if (plan.IsNamed)
        {
            return row.TryGetProperty(plan.Columns[place].Name, out value);
        }

        value = row.EnumerateObject().Skip(place).Select(property => property.Value).FirstOrDefault();
        return value.ValueKind != JsonValueKind.Undefined;
    }
}
