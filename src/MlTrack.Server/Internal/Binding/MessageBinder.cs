using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal.Binding;

/// <summary>Reads a request as MLflow's server does: from the query or the JSON body, with its checks, in its order, and its words.</summary>
/// <remarks>
/// The common request is read straight into the message. Only one that cannot be is parsed once more, to accept other spellings or to say what is
/// wrong with it. Where MLflow would work with what it had understood so far, the request is refused.
/// </remarks>
internal sealed class MessageBinder<T>
    where T : class, new()
{
    private const string JsonType = "application/json";

    private readonly JsonTypeInfo<T> _exact = WireJson.Exact.Of<T>();
    private readonly FieldRule[] _rules;
    private readonly HashSet<string> _required;
    private readonly Func<object, object?>[] _getters;

    internal MessageBinder(string rules)
    {
        _rules = FieldRule.Parse(rules);
        _required = _rules.Where(rule => rule.Required).Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        _getters = [.. _rules.Select(rule => Property(rule.Name)?.Get ?? throw new ArgumentException($"{typeof(T).Name} has no field '{rule.Name}'.", nameof(rules)))];
    }

    /// <summary>Reads the message.</summary>
    /// <exception cref="MlTrackException">It is not what it must be.</exception>
    /// <exception cref="BadHttpRequestException">Its body is too long, or broken off.</exception>
    internal async ValueTask<T> BindAsync(HttpContext context, long maxBytes)
    {
        var method = context.Request.Method;
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        if (reads && context.Request.Query.Count > 0)
        {
            return FromQuery(context.Request.Query);
        }

        if (HttpMethods.IsPost(method) || HttpMethods.IsPut(method))
        {
            CheckContentType(context.Request.ContentType);
        }

        var body = await JsonBody.ReadAsync(context, maxBytes).ConfigureAwait(false);
        try
        {
            return FromBody(body);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    private T FromBody(ReadOnlySequence<byte> body)
    {
        if (TryReadExact(body) is { } message)
        {
            CheckPresence(message);
            return message;
        }

        using var document = JsonBody.Parse(body);
        return FromObject(document.RootElement);
    }

    private T? TryReadExact(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        if (body.IsSingleSegment)
        {
            return TryReadExact(body.FirstSpan);
        }

        // In one piece it is read in half the time.
        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(rented);
            return TryReadExact(rented.AsSpan(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private T? TryReadExact(ReadOnlySpan<byte> body)
    {
        // The reader of JSON would take other bytes for U+FFFD and go on.
        if (!Utf8.IsValid(body))
        {
            return null;
        }

        if (typeof(T) == typeof(LogBatchMessage) && BatchReader.TryRead(body) is T batch)
        {
            return batch;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
            var message = JsonSerializer.Deserialize(ref reader, _exact);

            // Something behind the object makes it no JSON.
            return message is null || reader.Read() ? null : message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private T FromObject(JsonElement sent)
    {
        var normal = MessageNormaliser.Normalise(sent, _exact, _required);
        using var document = JsonDocument.Parse(normal);
        return FromNormal(document.RootElement);
    }

    private T FromNormal(JsonElement normal)
    {
        CheckTypes(normal);
        if (MessageNormaliser.FindFault(normal, _exact, "") is { } fault)
        {
            throw BindingFaults.WrongValue(fault.Path, fault.Value);
        }

        var message = normal.Deserialize(_exact) ?? new T();
        CheckPresence(message);
        return message;
    }

    private T FromQuery(IQueryCollection query)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in query)
            {
                WriteParameter(writer, name, values);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return FromNormal(document.RootElement);
    }

    // Writes normal names only.
    private void WriteParameter(Utf8JsonWriter writer, string name, Microsoft.Extensions.Primitives.StringValues values)
    {
        if (Property(name) is not { } property || values.Count == 0)
        {
            return;
        }

        writer.WritePropertyName(name);
        if (property.PropertyType == typeof(List<string>))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
        else if (property.PropertyType == typeof(bool?))
        {
            writer.WriteBooleanValue(bool.TryParse(values[0], out var truth) ? truth : throw BindingFaults.NotBoolean(values[0] ?? ""));
        }
        else
        {
            writer.WriteStringValue(values[0]);
        }
    }

    // The first fault in MLflow's order; only for messages that could not be read at once.
    private void CheckTypes(JsonElement message)
    {
        foreach (var rule in _rules)
        {
            var given = message.TryGetProperty(rule.Name, out var value);
            if (rule.Required && IsMissing(rule, message, given, value))
            {
                throw WireFaults.Missing(rule.Name);
            }

            if (given && (!Fits(rule, value) || IsBeyond(rule, value)))
            {
                throw BindingFaults.WrongValue(rule.Name, value);
            }

            if (given && rule.Kind is FieldKind.Metrics or FieldKind.Entries && value.ValueKind == JsonValueKind.Array)
            {
                CheckEntries(rule, value);
            }
        }
    }

    private static bool IsMissing(FieldRule rule, JsonElement message, bool given, JsonElement value)
    {
        var empty = !given || (value.ValueKind == JsonValueKind.String && value.GetString() is "");
        return empty && !(rule.Name == "run_id" && message.TryGetProperty("run_uuid", out var old) && old.ValueKind == JsonValueKind.String && old.GetString() is not "");
    }

    private static void CheckEntries(FieldRule rule, JsonElement list)
    {
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            foreach (var name in rule.Kind == FieldKind.Metrics ? MetricFields : EntryFields)
            {
                if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(name, out var part) || part.ValueKind == JsonValueKind.Null ||
                    (part.ValueKind == JsonValueKind.String && part.GetString() is ""))
                {
                    throw WireFaults.Missing(FormattableString.Invariant($"{rule.Name}[{index}].{name}"));
                }
            }

            index++;
        }
    }

    private static readonly string[] MetricFields = ["key", "value", "timestamp"];

    private static readonly string[] EntryFields = ["key"];

    private static bool IsBeyond(FieldRule rule, JsonElement value) => rule.Limit is { } limit &&
        decimal.TryParse(value.ToString(), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > limit;

    private static bool Fits(FieldRule rule, JsonElement value) => rule.Kind switch
    {
        FieldKind.Text => value.ValueKind == JsonValueKind.String,
        FieldKind.TextArray => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        FieldKind.Array or FieldKind.Metrics or FieldKind.Entries => value.ValueKind == JsonValueKind.Array,
        FieldKind.Integer => value.ValueKind is JsonValueKind.Number or JsonValueKind.String,
        _ => value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False,
    };

    // What is left to check of a message that could be read.
    private void CheckPresence(T message)
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            var (rule, value) = (_rules[i], _getters[i](message));
            if (rule.Required && value is null or "")
            {
                if (!TakeRunUuid(message, rule.Name))
                {
                    throw WireFaults.Missing(rule.Name);
                }
            }
            else if (rule.Limit < (value is int number ? number : value is long big ? big : 0))
            {
                throw WireFaults.Invalid(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!, rule.Name, " Hint: Value was of type 'int'.");
            }
            else if (rule.Kind == FieldKind.Metrics)
            {
                CheckMetrics((List<MetricMessage>?)value);
            }
            else if (rule.Kind == FieldKind.Entries)
            {
                CheckKeys((List<KeyValueMessage>?)value, rule.Name);
            }
            else if (value is List<string> texts && texts.IndexOf(null!) is >= 0 and var index)
            {
                throw WireFaults.Missing(FormattableString.Invariant($"{rule.Name}[{index}]"));
            }
        }
    }

    private bool TakeRunUuid(T message, string name)
    {
        if (name != "run_id" || Property("run_uuid")?.Get?.Invoke(message) is not (string and not "" and var old))
        {
            return false;
        }

        Property(name)!.Set!(message, old);
        return true;
    }

    private static void CheckMetrics(List<MetricMessage>? metrics)
    {
        for (var i = 0; metrics is not null && i < metrics.Count; i++)
        {
            var metric = metrics[i];
            if (metric is null || string.IsNullOrEmpty(metric.Key) || metric.Value is null || metric.Timestamp is null)
            {
                var field = string.IsNullOrEmpty(metric?.Key) ? "key" : metric.Value is null ? "value" : "timestamp";
                throw WireFaults.Missing(FormattableString.Invariant($"metrics[{i}].{field}"));
            }
        }
    }

    private static void CheckKeys(List<KeyValueMessage>? entries, string name)
    {
        for (var i = 0; entries is not null && i < entries.Count; i++)
        {
            if (string.IsNullOrEmpty(entries[i]?.Key))
            {
                throw WireFaults.Missing(FormattableString.Invariant($"{name}[{i}].key"));
            }
        }
    }

    private JsonPropertyInfo? Property(string name) => _exact.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.Ordinal));

    private static void CheckContentType(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            throw BindingFaults.NoContentType();
        }

        // Compared as MLflow does: exactly, up to the first semicolon.
        if (!contentType.AsSpan().StartsWith(JsonType, StringComparison.Ordinal) || (contentType.Length > JsonType.Length && contentType[JsonType.Length] != ';'))
        {
            throw BindingFaults.OtherContentType();
        }
    }
}
