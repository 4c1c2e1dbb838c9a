namespace MlTrack.Internal.Rest.Wire;

/// <summary>Keys with texts, points and files, to entities and back.</summary>
internal static class WireEntries
{
    /// <summary>Writes a map in no particular order; null for an empty one, which is left out.</summary>
    internal static List<KeyValueMessage>? ToMessages(IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return null;
        }

        var list = new List<KeyValueMessage>(map.Count);
        foreach (var pair in map)
        {
            list.Add(new KeyValueMessage { Key = pair.Key, Value = pair.Value });
        }

        return list;
    }

    internal static List<KeyValueMessage>? ToMessages(IReadOnlyList<RunTag> tags) =>
        tags.Count == 0 ? null : tags.Select(tag => new KeyValueMessage { Key = tag.Key, Value = tag.Value }).ToList();

    internal static List<KeyValueMessage>? ToMessages(IReadOnlyList<Param> parameters) =>
        parameters.Count == 0 ? null : parameters.Select(param => new KeyValueMessage { Key = param.Key, Value = param.Value }).ToList();

    /// <summary>Reads a map; the last of equal keys counts, an absent text is an empty one.</summary>
    internal static IReadOnlyDictionary<string, string> ToMap(List<KeyValueMessage>? entries)
    {
        if (entries is null || entries.Count == 0)
        {
            return EmptyMap.Strings;
        }

        var map = new Dictionary<string, string>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            map[entry?.Key ?? ""] = entry?.Value ?? "";
        }

        return map;
    }

    internal static IReadOnlyList<RunTag> ToTags(List<KeyValueMessage>? entries) =>
        entries is null ? [] : entries.ConvertAll(entry => new RunTag(entry?.Key ?? "", entry?.Value ?? ""));

    internal static IReadOnlyList<Param> ToParams(List<KeyValueMessage>? entries) =>
        entries is null ? [] : entries.ConvertAll(entry => new Param(entry?.Key ?? "", entry?.Value ?? ""));

    internal static MetricMessage ToMessage(Metric metric) => new()
    {
        Key = metric.Key,
        Value = metric.Value,
        Timestamp = metric.TimestampMilliseconds,
        Step = metric.Step,
        DatasetName = metric.DatasetName,
        DatasetDigest = metric.DatasetDigest,
        ModelId = metric.ModelId,
        RunId = metric.RunId,
    };

    internal static List<MetricMessage>? ToMessages(IEnumerable<Metric> metrics)
    {
        var list = metrics.Select(ToMessage).ToList();
        return list.Count == 0 ? null : list;
    }

    /// <summary>Reads a point; what is absent (in a hostile answer: the point itself) is protobuf's default. Empty names of data sets and models mean none.</summary>
    internal static Metric ToMetric(MetricMessage? message) => new()
    {
        Key = message?.Key ?? "",
        Value = message?.Value ?? 0,
        TimestampMilliseconds = message?.Timestamp ?? 0,
        Step = message?.Step ?? 0,
        DatasetName = NullIfEmpty(message?.DatasetName),
        DatasetDigest = NullIfEmpty(message?.DatasetDigest),
        ModelId = NullIfEmpty(message?.ModelId),
        RunId = NullIfEmpty(message?.RunId),
    };

    internal static IReadOnlyList<Metric> ToMetrics(List<MetricMessage>? messages) => messages is null ? [] : messages.ConvertAll(ToMetric);

    internal static FileInfoMessage ToMessage(ArtifactInfo file) =>
        new() { Path = file.Path, IsDir = file.IsDirectory, FileSize = file.FileSize is > 0 ? file.FileSize : null };

    /// <summary>Reads a file; an empty one is sent without size.</summary>
    internal static ArtifactInfo ToFile(FileInfoMessage? message) =>
        new(message?.Path ?? "", message?.IsDir ?? false, message?.IsDir == true ? null : message?.FileSize ?? 0);

    internal static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
