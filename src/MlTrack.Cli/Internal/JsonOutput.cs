using System.Buffers;
using System.Text.Json;

namespace MlTrack.Cli.Internal;

/// <summary>Writes JSON to standard output.</summary>
internal static class JsonOutput
{
    /// <summary>Writes one value, indented.</summary>
    public static void WriteValue(Action<Utf8JsonWriter> write)
    {
        using var output = Terminal.OpenOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = EntityJson.Encoder }))
        {
            write(json);
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes one value in one line, at once.</summary>
    public static void WriteLine(Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = EntityJson.Encoder }))
        {
            write(json);
        }

        line.Write("\n"u8);
        using var output = Terminal.OpenOutput();
        output.Write(line.WrittenSpan);
    }

    /// <summary>Writes a list that is known whole.</summary>
    public static Task<long> WriteListAsync<T>(IReadOnlyList<T> entries, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken) =>
        WriteListAsync(OnePage(entries), write, cancellationToken);

    /// <summary>Writes a list as an array with an entry in each line. A page is written as soon as it is known.</summary>
    /// <returns>How many entries were written.</returns>
    public static async Task<long> WriteListAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> pages, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken)
    {
        await using var output = new BufferedStream(Terminal.OpenOutput(), 1 << 16);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = EntityJson.Encoder });
        long count = 0;
        output.WriteByte((byte)'[');
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var entry in page)
            {
                output.Write(count++ == 0 ? "\n"u8 : ",\n"u8);
                json.Reset();
                write(json, entry);
                json.Flush();
            }

            await output.FlushAsync(cancellationToken);
        }

        output.Write(count == 0 ? "]\n"u8 : "\n]\n"u8);
        return count;
    }

    private static async IAsyncEnumerable<IReadOnlyList<T>> OnePage<T>(IReadOnlyList<T> entries)
    {
        await Task.CompletedTask;
        yield return entries;
    }
}
