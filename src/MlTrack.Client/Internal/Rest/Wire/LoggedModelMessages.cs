namespace MlTrack.Internal.Rest.Wire;

/// <summary>A logged model.</summary>
internal sealed class LoggedModelMessage
{
    public LoggedModelInfoMessage? Info { get; set; }

    public LoggedModelDataMessage? Data { get; set; }
}

/// <summary>What a logged model is. Absent texts are sent as empty ones for <see cref="ModelType"/> and <see cref="SourceRunId"/>.</summary>
internal sealed class LoggedModelInfoMessage
{
    public string? ModelId { get; set; }

    public string? ExperimentId { get; set; }

    public string? Name { get; set; }

    public long? CreationTimestampMs { get; set; }

    public long? LastUpdatedTimestampMs { get; set; }

    public string? ArtifactUri { get; set; }

    public WireEnum? Status { get; set; }

    public string? ModelType { get; set; }

    public string? SourceRunId { get; set; }

    public string? StatusMessage { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public List<ModelRegistrationMessage>? Registrations { get; set; }
}

/// <summary>A version that was registered from a logged model.</summary>
internal sealed class ModelRegistrationMessage
{
    public string? Name { get; set; }

    public string? Version { get; set; }
}

/// <summary>Params and metrics of a logged model.</summary>
internal sealed class LoggedModelDataMessage
{
    public List<KeyValueMessage>? Params { get; set; }

    public List<MetricMessage>? Metrics { get; set; }
}

/// <summary>Answer of everything that gives one logged model.</summary>
internal sealed class LoggedModelAnswer
{
    public LoggedModelMessage? Model { get; set; }
}

/// <summary>Request of <c>POST logged-models</c>.</summary>
internal sealed class CreateLoggedModelMessage
{
    public string? ExperimentId { get; set; }

    public string? Name { get; set; }

    public string? ModelType { get; set; }

    public string? SourceRunId { get; set; }

    public List<KeyValueMessage>? Params { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }
}

/// <summary>Request of <c>GET</c>, <c>PATCH</c> and <c>DELETE logged-models/{id}</c>. The id in a body counts for <c>PATCH</c>, as in MLflow.</summary>
internal sealed class LoggedModelIdMessage
{
    public string? ModelId { get; set; }

    public WireEnum? Status { get; set; }

    public bool? AllowDeleted { get; set; }
}

/// <summary>Request of <c>PATCH logged-models/{id}/tags</c> and <c>POST logged-models/{id}/params</c>.</summary>
internal sealed class LoggedModelEntriesMessage
{
    public string? ModelId { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public List<KeyValueMessage>? Params { get; set; }
}

/// <summary>Request of <c>logged-models/search</c>.</summary>
internal sealed class SearchLoggedModelsMessage
{
    public List<string>? ExperimentIds { get; set; }

    public string? Filter { get; set; }

    public int? MaxResults { get; set; }

    public List<LoggedModelOrderMessage>? OrderBy { get; set; }

    public string? PageToken { get; set; }

    public List<LoggedModelDatasetMessage>? Datasets { get; set; }
}

/// <summary>One key of the order of logged models.</summary>
internal sealed class LoggedModelOrderMessage
{
    public string? FieldName { get; set; }

    public bool? Ascending { get; set; }

    public string? DatasetName { get; set; }

    public string? DatasetDigest { get; set; }
}

/// <summary>A data set that a search over logged models looks at.</summary>
internal sealed class LoggedModelDatasetMessage
{
    public string? DatasetName { get; set; }

    public string? DatasetDigest { get; set; }
}

/// <summary>Answer of <c>logged-models/search</c>.</summary>
internal sealed class SearchLoggedModelsAnswer
{
    public List<LoggedModelMessage>? Models { get; set; }

    public string? NextPageToken { get; set; }
}
