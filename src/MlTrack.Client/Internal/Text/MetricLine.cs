using System.Buffers.Text;
using System.Text;

namespace MlTrack.Internal.Text;

/// <summary>
/// A line of a metric file, written and read: <c>timestamp value step</c>, single blanks between, <c>\n</c> at the end, all ASCII but the
/// dataset columns.
/// </summary>
/// <remarks>
/// Run files: 3 fields, or 5 with dataset name and digest; old ones 2 (step 0). Files of logged models: 4 with the run id, or 6. A name or
/// digest with white space would make a line that nobody can read, so <see cref="CheckColumn"/> refuses it.
/// </remarks>
internal static partial class MetricLine
{
    /// <summary>The most bytes of a line without text columns, line break included.</summary>
    internal const int MaxLength = (2 * PythonInt.MaxLength) + PythonFloat.MaxLength + 3;

    /// <summary>Longer lines are refused by the writer, so that one line always is one write.</summary>
    internal const int MaxLineBytes = 4096;

    /// <summary>Writes the common line of three fields.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="timestampMs">Milliseconds since 1970 UTC.</param>
    /// <returns>The number of bytes, line break included.</returns>
    internal static int Format(Span<byte> destination, long timestampMs, double value, long step)
    {
        var position = FormatNumbers(destination, timestampMs, value, step);
        destination[position] = (byte)'\n';
        return position + 1;
    }

    /// <summary>Writes the line of a run's metric that was measured on a dataset.</summary>
    /// <param name="destination">At least <see cref="GetMaxLength"/> bytes.</param>
    internal static int Format(Span<byte> destination, long timestampMs, double value, long step, string datasetName, string datasetDigest)
    {
        var position = FormatNumbers(destination, timestampMs, value, step);
        position += AppendColumn(destination.Slice(position), datasetName);
        position += AppendColumn(destination.Slice(position), datasetDigest);
        destination[position] = (byte)'\n';
        return position + 1;
    }

    /// <summary>Writes the line of a logged model's metric; the dataset columns are left out if either is null.</summary>
    /// <param name="destination">At least <see cref="GetMaxLength"/> bytes.</param>
    internal static int FormatForModel(
        Span<byte> destination, long timestampMs, double value, long step, string runId, string? datasetName, string? datasetDigest)
    {
        var position = FormatNumbers(destination, timestampMs, value, step);
        position += AppendColumn(destination.Slice(position), runId);
        if (datasetName is not null && datasetDigest is not null)
        {
            position += AppendColumn(destination.Slice(position), datasetName);
            position += AppendColumn(destination.Slice(position), datasetDigest);
        }

        destination[position] = (byte)'\n';
        return position + 1;
    }

    /// <summary>The bytes that suffice for a line with these text columns.</summary>
    internal static int GetMaxLength(string? first, string? second = null, string? third = null) =>
        MaxLength + ColumnLength(first) + ColumnLength(second) + ColumnLength(third);

    /// <summary>Says why a text cannot be a column of a metric line; null if it can.</summary>
    /// <param name="text">A dataset's name or digest, or a run id.</param>
    /// <param name="what">How the message calls it, as "dataset name".</param>
    internal static string? CheckColumn(string text, string what)
    {
        if (text.Length == 0)
        {
            return $"The {what} of a metric must not be empty: metric files separate their columns by blanks.";
        }

        foreach (var character in text)
        {
            if (character < ' ' || character == '\x7f' || PythonNumberText.IsSpace(character))
            {
                return $"The {what} {PythonJson.Quote(text)} of a metric must not contain blanks, line breaks or control characters: " +
                       "metric files separate their columns by blanks.";
            }
        }

        return Encoding.UTF8.GetByteCount(text) > (MaxLineBytes - MaxLength) / 3
            ? $"The {what} of a metric is too long: a line of a metric file has at most {MaxLineBytes} bytes."
            : null;
    }

    private static int FormatNumbers(Span<byte> destination, long timestampMs, double value, long step)
    {
        if (destination.Length < MaxLength)
        {
            throw new ArgumentException("The buffer is too small for a metric line.", nameof(destination));
        }

        Utf8Formatter.TryFormat(timestampMs, destination, out var position);
        destination[position++] = (byte)' ';
        PythonFloat.TryFormat(value, destination.Slice(position), out var written);
        position += written;
        destination[position++] = (byte)' ';
        Utf8Formatter.TryFormat(step, destination.Slice(position), out written);
        return position + written;
    }

    private static int AppendColumn(Span<byte> destination, string text)
    {
        destination[0] = (byte)' ';
#if NET
        return 1 + Encoding.UTF8.GetBytes(text, destination.Slice(1));
#else
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(destination.Slice(1));
        return 1 + bytes.Length;
#endif
    }

    private static int ColumnLength(string? text) => text is null ? 0 : 1 + Encoding.UTF8.GetByteCount(text);
}
