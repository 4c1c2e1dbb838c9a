using System.Text;

namespace MlTrack.Internal.Text;

/// <content>Reading.</content>
internal static partial class MetricLine
{
    /// <summary>The last millisecond of the year 9999: the end of .NET's time, and far beyond any time a program means.</summary>
    internal const long MaxTimestampMs = 253402300799999;

    internal const long MinTimestampMs = -62135596800000;

    private const int MaxFields = 6;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads one line as MLflow does, with or without its line break: white space at both ends goes, fields are split at every single blank.
    /// </summary>
    /// <param name="line">The line; must not hold line breaks other than at its end.</param>
    /// <param name="loggedModel">True for a file below a logged model's <c>metrics</c> folder.</param>
    /// <param name="point">The point, if the result is <see cref="MetricLineStatus.Ok"/>.</param>
    internal static MetricLineStatus TryParse(ReadOnlySpan<byte> line, bool loggedModel, out MetricPointRaw point)
    {
        if (!loggedModel && TryParsePlain(line, out point))
        {
            return MetricLineStatus.Ok;
        }

        point = default;
        var notes = MetricLineNotes.None;
        if (line.StartsWith("\uFEFF"u8))
        {
            notes = MetricLineNotes.ByteOrderMark;
            line = line.Slice(3);
        }

        line = Trim(line);
        if (line.IsEmpty)
        {
            return MetricLineStatus.Blank;
        }

        Span<int> ends = stackalloc int[MaxFields];
        var count = Split(line, ends);
        var expected = loggedModel ? count is 4 or 6 : count is 2 or 3 or 5;
        return expected ? ParseFields(line, ends.Slice(0, count), loggedModel, notes, out point) : MetricLineStatus.WrongFieldCount;
    }

    // Three fields of plain ASCII digits, as every writer makes them.
    private static bool TryParsePlain(ReadOnlySpan<byte> line, out MetricPointRaw point)
    {
        point = default;
        if (line.Length > 0 && line[line.Length - 1] == (byte)'\n')
        {
            line = line.Slice(0, line.Length - 1);
        }

        var first = line.IndexOf((byte)' ');
        if (first <= 0 || !PythonInt.TryParsePlain(line.Slice(0, first), out var timestamp) || timestamp is < MinTimestampMs or > MaxTimestampMs)
        {
            return false;
        }

        line = line.Slice(first + 1);
        var second = line.IndexOf((byte)' ');
        if (second <= 0 || !PythonInt.TryParsePlain(line.Slice(second + 1), out var step))
        {
            return false;
        }

        if (!PythonFloat.TryParse(line.Slice(0, second), out var value))
        {
            return false;
        }

        point = new MetricPointRaw(timestamp, value, step);
        return true;
    }

    private static MetricLineStatus ParseFields(
        ReadOnlySpan<byte> line, ReadOnlySpan<int> ends, bool loggedModel, MetricLineNotes notes, out MetricPointRaw point)
    {
        point = default;
        var time = PythonInt.Parse(Field(line, ends, 0), out var timestamp);
        if (time == PythonIntStatus.NotANumber || !PythonFloat.TryParse(Field(line, ends, 1), out var value))
        {
            return MetricLineStatus.NotANumber;
        }

        long step = 0;
        if (ends.Length > 2)
        {
            switch (PythonInt.Parse(Field(line, ends, 2), out step))
            {
                case PythonIntStatus.NotANumber: return MetricLineStatus.NotANumber;
                case PythonIntStatus.OutOfRange: return MetricLineStatus.StepOutOfRange;
            }
        }

        if (time == PythonIntStatus.OutOfRange || timestamp is < MinTimestampMs or > MaxTimestampMs)
        {
            return MetricLineStatus.TimeOutOfRange;
        }

        return TryGetColumns(line, ends, loggedModel, out var runId, out var name, out var digest)
            ? Succeed(out point, new MetricPointRaw(timestamp, value, step)
            {
                RunId = runId,
                DatasetName = name,
                DatasetDigest = digest,
                Notes = notes | (ends.Length == 5 ? MetricLineNotes.MlflowReadsStepZero : MetricLineNotes.None),
            })
            : MetricLineStatus.NotANumber;
    }

    private static bool TryGetColumns(
        ReadOnlySpan<byte> line, ReadOnlySpan<int> ends, bool loggedModel, out string? runId, out string? name, out string? digest)
    {
        runId = name = digest = null;
        var next = 3;
        try
        {
            if (loggedModel)
            {
                runId = StrictUtf8.GetString(Field(line, ends, next++));
            }

            if (ends.Length > next)
            {
                name = StrictUtf8.GetString(Field(line, ends, next));
                digest = StrictUtf8.GetString(Field(line, ends, next + 1));
            }

            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static MetricLineStatus Succeed(out MetricPointRaw point, in MetricPointRaw value)
    {
        point = value;
        return MetricLineStatus.Ok;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, ReadOnlySpan<int> ends, int index)
    {
        var start = index == 0 ? 0 : ends[index - 1] + 1;
        return line.Slice(start, ends[index] - start);
    }

    // Gives the number of fields, also where it is larger than what fits.
    private static int Split(ReadOnlySpan<byte> line, Span<int> ends)
    {
        var count = 0;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || line[i] == (byte)' ')
            {
                if (count < ends.Length)
                {
                    ends[count] = i;
                }

                count++;
            }
        }

        return count;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        line = PythonNumberText.TrimAscii(line);
        if (line.IsEmpty || (line[0] <= 0x7f && line[line.Length - 1] <= 0x7f))
        {
            return line;
        }

        // Unicode white space at an end (a no-break space from an editor): cut it off byte-wise after looking at it as text.
        var text = Encoding.UTF8.GetString(line);
        int start = 0, end = text.Length;
        while (start < end && PythonNumberText.IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && PythonNumberText.IsSpace(text[end - 1]))
        {
            end--;
        }

        var from = Encoding.UTF8.GetByteCount(text.Substring(0, start));
        var behind = Encoding.UTF8.GetByteCount(text.Substring(end));
        return line.Slice(from, line.Length - from - behind);
    }
}
