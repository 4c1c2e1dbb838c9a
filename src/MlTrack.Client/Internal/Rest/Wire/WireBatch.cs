using System.Text.Json;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>
/// Writes the request of <c>runs/log-batch</c>, the same bytes as <see cref="WireJson.Write{T}"/> of its message, without a message object for each point: a run that is brought to a server
/// has millions.
/// </summary>
internal static class WireBatch
{
    private const int BytesOfPoint = 96;
    private const int PointsOfFlush = 100;

    private static readonly WireDoubleConverter Doubles = new();
    private static readonly JsonEncodedText RunId = JsonEncodedText.Encode("run_id");
    private static readonly JsonEncodedText Metrics = JsonEncodedText.Encode("metrics");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText DatasetName = JsonEncodedText.Encode("dataset_name");
    private static readonly JsonEncodedText DatasetDigest = JsonEncodedText.Encode("dataset_digest");
    private static readonly JsonEncodedText ModelId = JsonEncodedText.Encode("model_id");

    /// <summary>Writes a batch. The run that a point may name is left out: the request names it.</summary>
    internal static ArraySegment<byte> Write(string runId, RunBatch batch)
    {
        var bytes = new MemoryStream((batch.Metrics.Count * BytesOfPoint) + (64 * (batch.Params.Count + batch.Tags.Count)) + 256);
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString(RunId, runId);
            WriteMetrics(writer, batch.Metrics);
            WriteEntries(writer, "params", batch.Params.Count, index => (batch.Params[index].Key, batch.Params[index].Value));
            WriteEntries(writer, "tags", batch.Tags.Count, index => (batch.Tags[index].Key, batch.Tags[index].Value));
            writer.WriteEndObject();
        }

        return new ArraySegment<byte>(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteMetrics(Utf8JsonWriter writer, IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(Metrics);
        for (var i = 0; i < metrics.Count; i++)
        {
            WriteMetric(writer, metrics[i]);

            // So that the writer's own buffer stays small.
            if (i % PointsOfFlush == PointsOfFlush - 1)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter writer, Metric metric)
    {
        writer.WriteStartObject();
        WriteText(writer, Key, metric.Key);
        writer.WritePropertyName(Value);
        Doubles.Write(writer, metric.Value, null!); // the converter has no options
        writer.WriteNumber(Timestamp, metric.TimestampMilliseconds);
        writer.WriteNumber(Step, metric.Step);
        WriteText(writer, DatasetName, metric.DatasetName);
        WriteText(writer, DatasetDigest, metric.DatasetDigest);
        WriteText(writer, ModelId, metric.ModelId);
        writer.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter writer, string name, int count, Func<int, (string Key, string Value)> entries)
    {
        if (count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < count; i++)
        {
            var (key, value) = entries(i);
            writer.WriteStartObject();
            WriteText(writer, Key, key);
            WriteText(writer, Value, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
