using MlTrack.Stores;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>Logged models and searches over them, to messages and back.</summary>
internal static class WireLoggedModels
{
    // Page size where a request names none; the store's own default is twice that.
    private const int DefaultMaxResults = 50;

    internal static LoggedModelMessage ToMessage(LoggedModel model) => new()
    {
        Info = new LoggedModelInfoMessage
        {
            ModelId = model.ModelId,
            ExperimentId = model.ExperimentId,
            Name = model.Name,
            CreationTimestampMs = model.CreationTime.ToUnixTimeMilliseconds(),
            LastUpdatedTimestampMs = model.LastUpdateTime.ToUnixTimeMilliseconds(),
            ArtifactUri = model.ArtifactLocation,
            Status = model.Status.ToWire(),
            ModelType = model.ModelType ?? "",
            SourceRunId = model.SourceRunId ?? "",
            StatusMessage = model.StatusMessage,
            Tags = WireEntries.ToMessages(model.Tags),
        },
        Data = new LoggedModelDataMessage { Params = WireEntries.ToMessages(model.Params), Metrics = WireEntries.ToMessages(model.Metrics) },
    };

    /// <summary>Reads a model. A status that this version does not know is unspecified; its text is in the message. MLflow does not send the life cycle stage.</summary>
    /// <exception cref="MlTrackException">The message has no id.</exception>
    internal static LoggedModel ToEntity(LoggedModelMessage? message)
    {
        var info = message?.Info;
        return new LoggedModel
        {
            ModelId = WireEntries.NullIfEmpty(info?.ModelId) ?? throw WireFaults.IncompleteAnswer("model.info.model_id"),
            ExperimentId = info!.ExperimentId ?? "",
            Name = info.Name ?? "",
            CreationTime = WireTime.FromAnswer(info.CreationTimestampMs ?? 0),
            LastUpdateTime = WireTime.FromAnswer(info.LastUpdatedTimestampMs ?? 0),
            ArtifactLocation = info.ArtifactUri ?? "",
            Status = info.Status is { } text && WireEnums.TryRead(text, out LoggedModelStatus status) ? status : LoggedModelStatus.Unspecified,
            ModelType = WireEntries.NullIfEmpty(info.ModelType),
            SourceRunId = WireEntries.NullIfEmpty(info.SourceRunId),
            StatusMessage = WireEntries.NullIfEmpty(info.StatusMessage),
            Tags = WireEntries.ToMap(info.Tags),
            Params = WireEntries.ToMap(message!.Data?.Params),
            Metrics = WireEntries.ToMetrics(message.Data?.Metrics),
        };
    }

    internal static CreateLoggedModelMessage ToMessage(CreateLoggedModelRequest request) => new()
    {
        ExperimentId = request.ExperimentId,
        Name = WireEntries.NullIfEmpty(request.Name),
        ModelType = request.ModelType,
        SourceRunId = request.SourceRunId,
        Params = WireEntries.ToMessages(request.Params),
        Tags = WireEntries.ToMessages(request.Tags),
    };

    internal static CreateLoggedModelRequest ToRequest(CreateLoggedModelMessage message) => new()
    {
        ExperimentId = message.ExperimentId ?? "",
        Name = WireEntries.NullIfEmpty(message.Name),
        ModelType = WireEntries.NullIfEmpty(message.ModelType),
        SourceRunId = WireEntries.NullIfEmpty(message.SourceRunId),
        Params = WireEntries.ToParams(message.Params),
        Tags = WireEntries.ToTags(message.Tags),
    };

    internal static SearchLoggedModelsMessage ToMessage(SearchLoggedModelsQuery query) => new()
    {
        ExperimentIds = [.. query.ExperimentIds],
        Filter = query.Filter,
        MaxResults = query.MaxResults,
        OrderBy = query.OrderBy.Count == 0 ? null : query.OrderBy.Select(ToMessage).ToList(),
        PageToken = query.PageToken,
        Datasets = query.Datasets.Count == 0
            ? null
            : query.Datasets.Select(set => new LoggedModelDatasetMessage { DatasetName = set.DatasetName, DatasetDigest = set.DatasetDigest }).ToList(),
    };

    internal static SearchLoggedModelsQuery ToQuery(SearchLoggedModelsMessage message) => new()
    {
        ExperimentIds = message.ExperimentIds ?? [],
        Filter = message.Filter,
        MaxResults = message.MaxResults ?? DefaultMaxResults,
        OrderBy = message.OrderBy is null ? [] : message.OrderBy.ConvertAll(ToOrder),
        PageToken = WireEntries.NullIfEmpty(message.PageToken),
        Datasets = message.Datasets is null
            ? []
            : message.Datasets.ConvertAll(set => new LoggedModelDataset(set.DatasetName ?? "", WireEntries.NullIfEmpty(set.DatasetDigest))),
    };

    private static LoggedModelOrderMessage ToMessage(LoggedModelOrder order) => new()
    {
        FieldName = order.FieldName,
        Ascending = order.Ascending,
        DatasetName = order.DatasetName,
        DatasetDigest = order.DatasetDigest,
    };

    private static LoggedModelOrder ToOrder(LoggedModelOrderMessage message) => new()
    {
        FieldName = message.FieldName ?? "",
        Ascending = message.Ascending ?? true,
        DatasetName = WireEntries.NullIfEmpty(message.DatasetName),
        DatasetDigest = WireEntries.NullIfEmpty(message.DatasetDigest),
    };
}
