using MlTrack.Internal.Packaging;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>Registered models, their versions and searches over them, to messages and back.</summary>
internal static class WireRegistry
{
    /// <summary>Writes a model. As in MLflow a text is absent when it is empty.</summary>
    internal static RegisteredModelMessage ToMessage(RegisteredModel model) => new()
    {
        Name = model.Name,
        CreationTimestamp = model.CreationTime.ToUnixTimeMilliseconds(),
        LastUpdatedTimestamp = model.LastUpdatedTime.ToUnixTimeMilliseconds(),
        Description = WireEntries.NullIfEmpty(model.Description),
        LatestVersions = ToMessages(model.LatestVersions),
        Tags = WireEntries.ToMessages(model.Tags),
        Aliases = model.Aliases.Count == 0 ? null : model.Aliases.Select(pair => new ModelAliasMessage { Alias = pair.Key, Version = pair.Value }).ToList(),
    };

    /// <summary>Writes a version. MLflow takes the logged model behind it in requests, but never tells it.</summary>
    internal static ModelVersionMessage ToMessage(ModelVersion version) => new()
    {
        Name = version.Name,
        Version = version.Version,
        CreationTimestamp = version.CreationTime.ToUnixTimeMilliseconds(),
        LastUpdatedTimestamp = version.LastUpdatedTime.ToUnixTimeMilliseconds(),
        UserId = version.UserId,
        CurrentStage = version.CurrentStage,
        Description = version.Description,
        Source = version.Source,
        RunId = version.RunId ?? "",
        Status = new WireEnum(ToText(version.Status)),
        StatusMessage = version.StatusMessage,
        Tags = WireEntries.ToMessages(version.Tags),
        RunLink = version.RunLink ?? "",
        Aliases = version.Aliases.Count == 0 ? null : [.. version.Aliases],
    };

    internal static List<ModelVersionMessage>? ToMessages(IReadOnlyList<ModelVersion> versions) => versions.Count == 0 ? null : versions.Select(ToMessage).ToList();

    /// <exception cref="MlTrackException">The message has no name.</exception>
    internal static RegisteredModel ToEntity(RegisteredModelMessage? message)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alias in message?.Aliases ?? [])
        {
            aliases[alias?.Alias ?? ""] = alias?.Version ?? "";
        }

        return new RegisteredModel
        {
            Name = WireEntries.NullIfEmpty(message?.Name) ?? throw WireFaults.IncompleteAnswer("registered_model.name"),
            CreationTime = WireTime.FromAnswer(message!.CreationTimestamp ?? 0),
            LastUpdatedTime = WireTime.FromAnswer(message.LastUpdatedTimestamp ?? 0),
            Description = WireEntries.NullIfEmpty(message.Description),
            LatestVersions = ToEntities(message.LatestVersions),
            Tags = WireEntries.ToMap(message.Tags),
            Aliases = aliases,
        };
    }

    /// <summary>Reads a version. Servers do not tell the logged model behind it, but a source that is one does.</summary>
    /// <exception cref="MlTrackException">The message has no name or number.</exception>
    internal static ModelVersion ToEntity(ModelVersionMessage? message) => new()
    {
        Name = WireEntries.NullIfEmpty(message?.Name) ?? throw WireFaults.IncompleteAnswer("model_version.name"),
        Version = WireEntries.NullIfEmpty(message!.Version) ?? throw WireFaults.IncompleteAnswer("model_version.version"),
        CreationTime = WireTime.FromAnswer(message.CreationTimestamp ?? 0),
        LastUpdatedTime = WireTime.FromAnswer(message.LastUpdatedTimestamp ?? 0),
        UserId = WireEntries.NullIfEmpty(message.UserId),
        CurrentStage = WireEntries.NullIfEmpty(message.CurrentStage) ?? "None",
        Description = message.Description,
        Source = message.Source,
        RunId = WireEntries.NullIfEmpty(message.RunId),
        RunLink = WireEntries.NullIfEmpty(message.RunLink),
        ModelId = WireEntries.NullIfEmpty(message.ModelId) ?? ModelUri.FindModelId(message.Source),
        Status = ToStatus(message.Status),
        StatusMessage = WireEntries.NullIfEmpty(message.StatusMessage),
        Tags = WireEntries.ToMap(message.Tags),
        Aliases = message.Aliases ?? [],
    };

    internal static IReadOnlyList<ModelVersion> ToEntities(List<ModelVersionMessage>? messages) => messages is null ? [] : messages.ConvertAll(ToEntity);

    internal static CreateModelVersionMessage ToMessage(CreateModelVersionRequest request) => new()
    {
        Name = request.Name,
        Source = request.Source,
        RunId = request.RunId,
        Tags = WireEntries.ToMessages(request.Tags),
        RunLink = request.RunLink,
        Description = request.Description,
        ModelId = request.ModelId,
    };

    /// <summary>Reads a new version: as in MLflow one that is made without a description has an empty one.</summary>
    internal static CreateModelVersionRequest ToRequest(CreateModelVersionMessage message) => new()
    {
        Name = message.Name ?? "",
        Source = message.Source ?? "",
        RunId = WireEntries.NullIfEmpty(message.RunId),
        Tags = WireEntries.ToTags(message.Tags),
        RunLink = WireEntries.NullIfEmpty(message.RunLink),
        Description = message.Description ?? "",
        ModelId = WireEntries.NullIfEmpty(message.ModelId),
    };

    internal static SearchRegistryMessage ToMessage(SearchRegistryQuery query) => new()
    {
        Filter = query.Filter,
        MaxResults = query.MaxResults,
        OrderBy = query.OrderBy.Count == 0 ? null : [.. query.OrderBy],
        PageToken = query.PageToken,
    };

    internal static SearchRegistryQuery ToQuery(SearchRegistryMessage message) => new()
    {
        Filter = message.Filter,
        MaxResults = message.MaxResults is { } size ? (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, size)) : null,
        OrderBy = message.OrderBy ?? [],
        PageToken = WireEntries.NullIfEmpty(message.PageToken),
    };

    private static string ToText(ModelVersionStatus status) => status switch
    {
        ModelVersionStatus.PendingRegistration => "PENDING_REGISTRATION",
        ModelVersionStatus.FailedRegistration => "FAILED_REGISTRATION",
        _ => "READY",
    };

    // A status that this version does not know is one that cannot be used yet; its text is in the message.
    private static ModelVersionStatus ToStatus(WireEnum? text) => text?.Text switch
    {
        null or "READY" => ModelVersionStatus.Ready,
        "FAILED_REGISTRATION" => ModelVersionStatus.FailedRegistration,
        _ => ModelVersionStatus.PendingRegistration,
    };
}
