using System.Text.Json;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Text;

namespace MlTrack.Server.Internal.Binding;

/// <summary>
/// Reads the body of <c>runs/log-batch</c> as nearly every client writes it. Whatever is written in another way, or wrong, is left to those who accept other spellings and know what to say.
/// </summary>
internal static class BatchReader
{
    private const int Remembered = 64;

    /// <summary>Reads a batch.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <returns>Null when it is not written plainly.</returns>
    internal static LogBatchMessage? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadBatch(ref reader) is { } message && !reader.Read() ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a text.
            return null;
        }
    }

    private static LogBatchMessage? TryReadBatch(ref Utf8JsonReader reader)
    {
        var message = new LogBatchMessage();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // What comes twice is not plain either.
            if (reader.ValueTextEquals("run_id"u8) && message.RunId is null)
            {
                message.RunId = TryReadText(ref reader);
                if (message.RunId is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("metrics"u8) && message.Metrics is null)
            {
                message.Metrics = [];
                if (!TryReadMetrics(ref reader, message.Metrics))
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("params"u8) && message.Params is null)
            {
                message.Params = [];
                if (!TryReadEntries(ref reader, message.Params))
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("tags"u8) && message.Tags is null)
            {
                message.Tags = [];
                if (!TryReadEntries(ref reader, message.Tags))
                {
                    return null;
                }
            }
            else
            {
                return null;
            }
        }

        return message;
    }

    private static bool TryReadMetrics(ref Utf8JsonReader reader, List<MetricMessage> metrics)
    {
        // A batch has thousands of points of a few keys.
        var keys = new string?[Remembered];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var metric = new MetricMessage();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryReadField(ref reader, metric, keys))
                {
                    return false;
                }
            }

            metrics.Add(metric);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadField(ref Utf8JsonReader reader, MetricMessage metric, string?[] keys)
    {
        if (reader.ValueTextEquals("key"u8) && metric.Key is null)
        {
            return (metric.Key = TryReadKey(ref reader, keys)) is not null;
        }

        if (reader.ValueTextEquals("value"u8) && metric.Value is null)
        {
            var isNumber = reader.Read() && reader.TokenType == JsonTokenType.Number;
            if (!isNumber || !PythonFloat.TryParse(reader.ValueSpan, out var value) || double.IsInfinity(value))
            {
                return false;
            }

            metric.Value = value;
            return true;
        }

        if (reader.ValueTextEquals("timestamp"u8) && metric.Timestamp is null)
        {
            return (metric.Timestamp = TryReadInteger(ref reader)) is not null;
        }

        if (reader.ValueTextEquals("step"u8) && metric.Step is null)
        {
            return (metric.Step = TryReadInteger(ref reader)) is not null;
        }

        if (reader.ValueTextEquals("model_id"u8) && metric.ModelId is null)
        {
            return (metric.ModelId = TryReadText(ref reader)) is not null;
        }

        if (reader.ValueTextEquals("dataset_name"u8) && metric.DatasetName is null)
        {
            return (metric.DatasetName = TryReadText(ref reader)) is not null;
        }

        return reader.ValueTextEquals("dataset_digest"u8) && metric.DatasetDigest is null && (metric.DatasetDigest = TryReadText(ref reader)) is not null;
    }

    private static bool TryReadEntries(ref Utf8JsonReader reader, List<KeyValueMessage> entries)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var entry = new KeyValueMessage();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("key"u8) && entry.Key is null)
                {
                    entry.Key = TryReadText(ref reader);
                    if (entry.Key is null)
                    {
                        return false;
                    }
                }
                else if (!reader.ValueTextEquals("value"u8) || entry.Value is not null || (entry.Value = TryReadText(ref reader)) is null)
                {
                    return false;
                }
            }

            entries.Add(entry);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static string? TryReadText(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private static long? TryReadInteger(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;

    private static string? TryReadKey(ref Utf8JsonReader reader, string?[] keys)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        // By its length and end: "loss_1", "loss_2" differ there.
        var text = reader.ValueSpan;
        ref var known = ref keys[text.IsEmpty ? 0 : ((text[^1] * 31) + text.Length) % Remembered];
        if (known is null || !reader.ValueTextEquals(known))
        {
            known = reader.GetString();
        }

        return known;
    }
}
