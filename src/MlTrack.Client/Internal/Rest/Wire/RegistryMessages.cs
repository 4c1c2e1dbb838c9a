namespace MlTrack.Internal.Rest.Wire;

/// <summary>A registered model.</summary>
internal sealed class RegisteredModelMessage
{
    public string? Name { get; set; }

    public long? CreationTimestamp { get; set; }

    public long? LastUpdatedTimestamp { get; set; }

    public string? UserId { get; set; }

    public string? Description { get; set; }

    public List<ModelVersionMessage>? LatestVersions { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public List<ModelAliasMessage>? Aliases { get; set; }
}

/// <summary>A version of a registered model. Its number is a text.</summary>
internal sealed class ModelVersionMessage
{
    public string? Name { get; set; }

    public string? Version { get; set; }

    public long? CreationTimestamp { get; set; }

    public long? LastUpdatedTimestamp { get; set; }

    public string? UserId { get; set; }

    public string? CurrentStage { get; set; }

    public string? Description { get; set; }

    public string? Source { get; set; }

    public string? RunId { get; set; }

    public WireEnum? Status { get; set; }

    public string? StatusMessage { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public string? RunLink { get; set; }

    public List<string>? Aliases { get; set; }

    public string? ModelId { get; set; }
}

/// <summary>An alias of a registered model, and the version it points to.</summary>
internal sealed class ModelAliasMessage
{
    public string? Alias { get; set; }

    public string? Version { get; set; }
}

/// <summary>Answer of everything that gives one registered model.</summary>
internal sealed class RegisteredModelAnswer
{
    public RegisteredModelMessage? RegisteredModel { get; set; }
}

/// <summary>Answer of everything that gives one version.</summary>
internal sealed class ModelVersionAnswer
{
    public ModelVersionMessage? ModelVersion { get; set; }
}

/// <summary>Request of <c>registered-models/create</c>, <c>get</c>, <c>update</c>, <c>rename</c> and <c>delete</c>.</summary>
internal sealed class RegisteredModelRequestMessage
{
    public string? Name { get; set; }

    public string? NewName { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public string? Description { get; set; }
}

/// <summary>Request of <c>registered-models/search</c> and <c>model-versions/search</c>.</summary>
internal sealed class SearchRegistryMessage
{
    public string? Filter { get; set; }

    public long? MaxResults { get; set; }

    public List<string>? OrderBy { get; set; }

    public string? PageToken { get; set; }
}

/// <summary>Answer of <c>registered-models/search</c>.</summary>
internal sealed class RegisteredModelsAnswer
{
    public List<RegisteredModelMessage>? RegisteredModels { get; set; }

    public string? NextPageToken { get; set; }
}

/// <summary>Answer of <c>model-versions/search</c> and <c>registered-models/get-latest-versions</c>.</summary>
internal sealed class ModelVersionsAnswer
{
    public List<ModelVersionMessage>? ModelVersions { get; set; }

    public string? NextPageToken { get; set; }
}

/// <summary>Request of <c>registered-models/get-latest-versions</c>.</summary>
internal sealed class LatestVersionsMessage
{
    public string? Name { get; set; }

    public List<string>? Stages { get; set; }
}

/// <summary>Request of <c>model-versions/create</c>.</summary>
internal sealed class CreateModelVersionMessage
{
    public string? Name { get; set; }

    public string? Source { get; set; }

    public string? RunId { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public string? RunLink { get; set; }

    public string? Description { get; set; }

    public string? ModelId { get; set; }
}

/// <summary>Request of <c>model-versions/get</c>, <c>update</c>, <c>delete</c>, <c>transition-stage</c> and <c>get-download-uri</c>.</summary>
internal sealed class ModelVersionRequestMessage
{
    public string? Name { get; set; }

    public string? Version { get; set; }

    public string? Description { get; set; }

    public string? Stage { get; set; }

    public bool? ArchiveExistingVersions { get; set; }
}

/// <summary>Request of the operations on tags of models and versions.</summary>
internal sealed class RegistryTagMessage
{
    public string? Name { get; set; }

    public string? Version { get; set; }

    public string? Key { get; set; }

    public string? Value { get; set; }
}

/// <summary>Request of the operations on aliases.</summary>
internal sealed class RegistryAliasMessage
{
    public string? Name { get; set; }

    public string? Alias { get; set; }

    public string? Version { get; set; }
}

/// <summary>Answer of <c>model-versions/get-download-uri</c>.</summary>
internal sealed class DownloadUriAnswer
{
    public string? ArtifactUri { get; set; }
}
