using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Versions.</content>
internal sealed partial class RestModelRegistryStore
{
    private const string Versions = "model-versions/";

    /// <inheritdoc/>
    /// <remarks>Servers want the run or the logged model that a source lies in to be named; where the source itself says which it is, it need not be said twice.</remarks>
    public ValueTask<ModelVersion> CreateModelVersionAsync(CreateModelVersionRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        Guard.NotNull(request.Source);
        var message = WireRegistry.ToMessage(request);
        message.ModelId ??= ModelUri.FindModelId(request.Source);
        message.RunId ??= RunUri.FindRunId(request.Source);
        return ReadVersionAsync(Post(Versions + "create", message, Repeat.DoneTwice), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> GetModelVersionAsync(string name, string version, CancellationToken cancellationToken = default) =>
        ReadVersionAsync(Get(At("get", name, version)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ModelVersion> UpdateModelVersionAsync(string name, string version, string? description, CancellationToken cancellationToken = default)
    {
        var message = Of(name, version);
        message.Description = description;
        return ReadVersionAsync(Send(RestRequest.Patch, Versions + "update", message, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> TransitionModelVersionStageAsync(
        string name, string version, string stage, bool archiveExistingVersions = false, CancellationToken cancellationToken = default)
    {
        var message = Of(name, version);
        message.Stage = stage;
        message.ArchiveExistingVersions = archiveExistingVersions;
        return ReadVersionAsync(Post(Versions + "transition-stage", message, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteModelVersionAsync(string name, string version, CancellationToken cancellationToken = default) =>
        DoAsync(Send(HttpMethod.Delete, Versions + "delete", Of(name, version), Repeat.RefusedWhenDone), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<PagedList<ModelVersion>> SearchModelVersionsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        MlflowOnly.Check(query, EntityGrammar.ModelVersions);
        var request = Search(Versions + "search", query with { MaxResults = query.MaxResults ?? ModelVersionSearch.DefaultMaxResults });
        var answer = await CallAsync<ModelVersionsAnswer>(request, cancellationToken).ConfigureAwait(false);
        return new PagedList<ModelVersion>(WireRegistry.ToEntities(answer.ModelVersions), WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    /// <inheritdoc/>
    public async ValueTask<string> GetModelVersionDownloadUriAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync<DownloadUriAnswer>(Get(At("get-download-uri", name, version)), cancellationToken).ConfigureAwait(false);
        return answer.ArtifactUri ?? throw WireFaults.IncompleteAnswer("artifact_uri");
    }

    /// <inheritdoc/>
    public ValueTask SetModelVersionTagAsync(string name, string version, RunTag tag, CancellationToken cancellationToken = default) =>
        DoAsync(Post(Versions + "set-tag", Tag(name, version, tag.Key, tag.Value), Repeat.Harmless), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteModelVersionTagAsync(string name, string version, string key, CancellationToken cancellationToken = default) =>
        DoAsync(Send(HttpMethod.Delete, Versions + "delete-tag", Tag(name, version, key, value: null), Repeat.Harmless), cancellationToken);

    private static RestQuery At(string operation, string name, string version)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        return Query(Versions + operation).Add("name", name).Add("version", version);
    }

    private static ModelVersionRequestMessage Of(string name, string version)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        return new ModelVersionRequestMessage { Name = name, Version = version };
    }

    private static RegistryTagMessage Tag(string name, string version, string key, string? value)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        return new RegistryTagMessage { Name = name, Version = version, Key = key, Value = value };
    }
}
