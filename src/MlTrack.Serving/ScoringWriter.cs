using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlTrack.Serving.Internal.Writing;
using nietras.SeparatedValues;

namespace MlTrack.Serving;

/// <summary>How a table is written.</summary>
public enum ScoringFormat
{
    /// <summary>A header, then a line a row; a list's values are columns <c>name.0</c>, <c>name.1</c>, ….</summary>
    Csv,

    /// <summary>A JSON object a row, with an entry for each column.</summary>
    JsonLines,
}

/// <summary>Writes batches as they come, in UTF-8.</summary>
/// <remarks>
/// Not thread-safe.
/// Numbers have all the digits that their type needs, in the invariant culture. NaN and the infinities are <c>NaN</c>, <c>inf</c>, <c>-inf</c> in CSV, as pandas writes and reads them, and the
/// texts <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c> in JSON, which has no numbers for them. A missing value is an empty cell, or null.
/// </remarks>
public sealed class ScoringWriter : IDisposable
{
    [SuppressMessage("Reliability", "CA2213", Justification = "It is the caller's, and left open.")]
    private readonly Stream _output;
    private readonly SepWriter? _csv;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="output">Where it goes; left open.</param>
    /// <param name="format">CSV or JSON Lines.</param>
    public ScoringWriter(Stream output, ScoringFormat format)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        if (format == ScoringFormat.Csv)
        {
            var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            _csv = Sep.New(',').Writer(options => options with { Escape = true, CultureInfo = CultureInfo.InvariantCulture }).To(text, leaveOpen: false);
        }
    }

    /// <summary>Writes the rows of a batch.</summary>
    /// <param name="batch">The rows; each batch of a writer has the same columns.</param>
    /// <exception cref="IOException">The disk or pipe failed.</exception>
    public void Write(ScoringBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_csv is not null)
        {
            CsvRows.Write(_csv, batch);
            return;
        }

        var lines = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (var row = 0; row < batch.Rows; row++)
        {
            JsonRows.Write(json, batch, row);
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
        }

        _output.Write(lines.WrittenSpan);
    }

    /// <summary>Writes what is still in memory.</summary>
    public void Dispose() => _csv?.Dispose();
}
