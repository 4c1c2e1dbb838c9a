namespace MlTrack.Internal.Rest.Wire;

/// <summary>One point of a metric.</summary>
internal sealed class MetricMessage
{
    public string? Key { get; set; }

    public double? Value { get; set; }

    public long? Timestamp { get; set; }

    public long? Step { get; set; }

    public string? DatasetName { get; set; }

    public string? DatasetDigest { get; set; }

    public string? ModelId { get; set; }

    public string? RunId { get; set; }
}

/// <summary>Request of <c>runs/log-metric</c>.</summary>
internal sealed class LogMetricMessage
{
    public string? RunUuid { get; set; }

    public string? Key { get; set; }

    public double? Value { get; set; }

    public long? Timestamp { get; set; }

    public long? Step { get; set; }

    public string? RunId { get; set; }

    public string? ModelId { get; set; }

    public string? DatasetName { get; set; }

    public string? DatasetDigest { get; set; }
}

/// <summary>Request of <c>runs/delete-tag</c>.</summary>
internal sealed class RunTagKeyMessage
{
    public string? RunId { get; set; }

    public string? Key { get; set; }
}

/// <summary>Request of <c>runs/log-parameter</c> and <c>runs/set-tag</c>.</summary>
internal sealed class RunKeyValueMessage
{
    public string? RunUuid { get; set; }

    public string? Key { get; set; }

    public string? Value { get; set; }

    public string? RunId { get; set; }
}

/// <summary>Request of <c>runs/log-batch</c>: at most 1,000 metrics, 100 params and 100 tags, 1,000 together.</summary>
internal sealed class LogBatchMessage
{
    public string? RunId { get; set; }

    public List<MetricMessage>? Metrics { get; set; }

    public List<KeyValueMessage>? Params { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }
}

/// <summary>Request of <c>runs/log-model</c>, which clients before MLflow 3 use.</summary>
internal sealed class LogModelMessage
{
    public string? RunId { get; set; }

    public string? ModelJson { get; set; }
}

/// <summary>Query of <c>metrics/get-history</c>. Without <see cref="MaxResults"/> everything is answered.</summary>
internal sealed class GetMetricHistoryMessage
{
    public string? RunUuid { get; set; }

    public string? MetricKey { get; set; }

    public string? RunId { get; set; }

    public string? PageToken { get; set; }

    public int? MaxResults { get; set; }
}

/// <summary>Answer of <c>metrics/get-history</c> and of <c>get-history-bulk</c>.</summary>
internal sealed class MetricsAnswer
{
    public List<MetricMessage>? Metrics { get; set; }

    public string? NextPageToken { get; set; }
}

/// <summary>Query of <c>metrics/get-history-bulk-interval</c>.</summary>
internal sealed class MetricHistoryIntervalMessage
{
    public List<string>? RunIds { get; set; }

    public string? MetricKey { get; set; }

    public int? StartStep { get; set; }

    public int? EndStep { get; set; }

    public int? MaxResults { get; set; }
}
