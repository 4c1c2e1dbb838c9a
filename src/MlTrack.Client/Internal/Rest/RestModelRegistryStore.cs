using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>The model registry of a server: every member is one request of MLflow's REST API.</summary>
/// <remarks>What MLflow's rules say about names, stages and aliases is the server's to check, in its own words. Thread-safe.</remarks>
internal sealed partial class RestModelRegistryStore : RestStore, IModelRegistryStore, IArtifactPlaces, IDisposable
{
    private const string Models = "registered-models/";

    private readonly RestArtifactPlaces _places;
    private readonly bool _ownsConnection;

    /// <summary>Opens the registry of a server that is asked for nothing else.</summary>
    internal RestModelRegistryStore(RestSettings settings, MlTrackClientOptions options)
        : base(new RestConnection(settings, options)) => (_places, _ownsConnection) = (new RestArtifactPlaces(Connection, options), true);

    /// <summary>Makes the registry of a server over a connection that somebody else closes.</summary>
    internal RestModelRegistryStore(RestConnection connection, RestArtifactPlaces places)
        : base(connection) => _places = places;

    /// <inheritdoc/>
    public IArtifactRepository? TryOpen(string uri) => _places.TryOpen(uri);

    /// <summary>Closes the connections, if they are this registry's own. Calls that are under way fail.</summary>
    public void Dispose()
    {
        if (_ownsConnection)
        {
            Connection.Dispose();
            _places.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyList<RunTag>? tags = null, string? description = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);

        // Twice: a server says that the name is taken, and does not say by whom.
        var message = new RegisteredModelRequestMessage { Name = name, Tags = WireEntries.ToMessages(tags ?? []), Description = description };
        return ReadModelAsync(Post(Models + "create", message, Repeat.DoneTwice), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return ReadModelAsync(Get(Query(Models + "get").Add("name", name)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        var message = new RegisteredModelRequestMessage { Name = name, Description = description };
        return ReadModelAsync(Send(RestRequest.Patch, Models + "update", message, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        var message = new RegisteredModelRequestMessage { Name = name, NewName = newName };
        return ReadModelAsync(Post(Models + "rename", message, Repeat.DoneTwice), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return DoAsync(Send(HttpMethod.Delete, Models + "delete", new RegisteredModelRequestMessage { Name = name }, Repeat.RefusedWhenDone), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>As MLflow's client does, this keeps prompts out by a clause of the filter: not every server does so by itself.</remarks>
    public async ValueTask<PagedList<RegisteredModel>> SearchRegisteredModelsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        MlflowOnly.Check(query, EntityGrammar.RegisteredModels);
        var clause = RegisteredModelSearch.PromptClause(query.Filter);
        var filter = string.IsNullOrWhiteSpace(query.Filter) ? clause : clause is null ? query.Filter : query.Filter + " AND " + clause;
        var request = Search(Models + "search", query with { Filter = filter, MaxResults = query.MaxResults ?? RegisteredModelSearch.DefaultMaxResults });
        var answer = await CallAsync<RegisteredModelsAnswer>(request, cancellationToken).ConfigureAwait(false);
        return new PagedList<RegisteredModel>(
            answer.RegisteredModels is { } found ? found.ConvertAll(WireRegistry.ToEntity) : [], WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(
        string name, IReadOnlyList<string>? stages = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        var message = new LatestVersionsMessage { Name = name, Stages = stages is { Count: > 0 } ? [.. stages] : null };
        var answer = await CallAsync<ModelVersionsAnswer>(Post(Models + "get-latest-versions", message, Repeat.Harmless), cancellationToken).ConfigureAwait(false);
        return WireRegistry.ToEntities(answer.ModelVersions);
    }

    /// <inheritdoc/>
    public ValueTask SetRegisteredModelTagAsync(string name, RunTag tag, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return DoAsync(Post(Models + "set-tag", new RegistryTagMessage { Name = name, Key = tag.Key, Value = tag.Value }, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelTagAsync(string name, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return DoAsync(Send(HttpMethod.Delete, Models + "delete-tag", new RegistryTagMessage { Name = name, Key = key }, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetRegisteredModelAliasAsync(string name, string alias, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        return DoAsync(
            Post(Models + "alias", new RegistryAliasMessage { Name = name, Alias = alias, Version = version }, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelAliasAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return DoAsync(Send(HttpMethod.Delete, Models + "alias", new RegistryAliasMessage { Name = name, Alias = alias }, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        return ReadVersionAsync(Get(Query(Models + "alias").Add("name", name).Add("alias", alias)), cancellationToken);
    }

    private static RestRequest Search(string endpoint, SearchRegistryQuery query)
    {
        var text = Query(endpoint).Add("filter", WireEntries.NullIfEmpty(query.Filter)).Add("max_results", query.MaxResults);
        foreach (var order in query.OrderBy)
        {
            text.Add("order_by", order);
        }

        return Get(text.Add("page_token", WireEntries.NullIfEmpty(query.PageToken)));
    }

    private async ValueTask<RegisteredModel> ReadModelAsync(RestRequest request, CancellationToken cancellationToken) =>
        WireRegistry.ToEntity((await CallAsync<RegisteredModelAnswer>(request, cancellationToken).ConfigureAwait(false)).RegisteredModel);

    private async ValueTask<ModelVersion> ReadVersionAsync(RestRequest request, CancellationToken cancellationToken) =>
        WireRegistry.ToEntity((await CallAsync<ModelVersionAnswer>(request, cancellationToken).ConfigureAwait(false)).ModelVersion);
}
