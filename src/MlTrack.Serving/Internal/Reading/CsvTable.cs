using System.Text;
using nietras.SeparatedValues;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>Reads CSV with a header into batches of the columns that a model takes.</summary>
internal static class CsvTable
{
    internal static IEnumerable<ScoringBatch> Read(Stream csv, InputPlan plan, int batchRows)
    {
        using var text = new StreamReader(csv, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        using var reader = Open(text);
        var isJoined = plan.TensorWidth is not null && !reader.Header.ColNames.Contains(plan.Columns[0].Name);
        var columns = Columns(isJoined ? plan.ByPosition() : plan, reader.Header.ColNames);
        var rows = 0;
        while (Next(reader))
        {
            if (!Add(reader.Current, columns, reader.Header.ColNames.Count))
            {
                continue;
            }

            if (++rows == batchRows)
            {
                yield return isJoined ? plan.Join(Take(columns, rows)) : Take(columns, rows);
                rows = 0;
            }
        }

        if (rows > 0)
        {
            yield return isJoined ? plan.Join(Take(columns, rows)) : Take(columns, rows);
        }
    }

    private static SepReader Open(StreamReader text)
    {
        try
        {
            // Lines of another width are told with their number below.
            return Sep.New(',').Reader(options => options with { Unescape = true, DisableColCountCheck = true }).From(text);
        }
        catch (DecoderFallbackException fault)
        {
            throw NotUtf8(fault);
        }
        catch (ArgumentException fault)
        {
            throw ScoringErrors.BadLine(1, $"the header cannot be read ({fault.Message})");
        }
    }

    private static bool Next(SepReader reader)
    {
        try
        {
            return reader.MoveNext();
        }
        catch (DecoderFallbackException fault)
        {
            throw NotUtf8(fault);
        }
    }

    private static bool Add(SepReader.Row row, List<(ColumnBuffer Buffer, int Index)> columns, int width)
    {
        if (row.ColCount == 1 && width > 1 && row[0].Span.IsWhiteSpace())
        {
            return false;
        }

        if (row.ColCount != width)
        {
            throw ScoringErrors.BadLine(row.LineNumberFrom, $"there are {row.ColCount} cells, and the header names {width}.");
        }

        foreach (var (buffer, index) in columns)
        {
            buffer.Add(row[index].Span, row.LineNumberFrom);
        }

        return true;
    }

    private static List<(ColumnBuffer Buffer, int Index)> Columns(InputPlan plan, IReadOnlyList<string> header)
    {
        if (!plan.IsNamed)
        {
            plan.CheckCount(header.Count);
            return [.. plan.Columns.Select((column, index) => (ColumnBuffer.Of(column), index))];
        }

        var places = header.Select((name, index) => (name, index)).GroupBy(column => column.name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().index, StringComparer.Ordinal);
        var missing = plan.Columns.Where(column => column.IsRequired && !places.ContainsKey(column.Name)).Select(column => column.Name).ToList();
        return missing.Count > 0
            ? throw ScoringErrors.Missing(missing, [.. header.Except(plan.Columns.Select(column => column.Name))])
            : [.. plan.Columns.Where(column => places.ContainsKey(column.Name)).Select(column => (ColumnBuffer.Of(column), places[column.Name]))];
    }

    private static ScoringBatch Take(List<(ColumnBuffer Buffer, int Index)> columns, int rows) =>
        new(rows, [.. columns.Select(column => new ScoringColumn(column.Buffer.Name, column.Buffer.Take()))]);

    private static MlTrackException NotUtf8(DecoderFallbackException fault) =>
        new(MlTrackErrorCode.BadRequest, $"Invalid input. Ensure that input is a valid UTF-8 encoded string. Error: '{fault.Message}'", fault);
}
