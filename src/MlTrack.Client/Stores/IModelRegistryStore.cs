namespace MlTrack.Stores;

/// <summary>Where registered models and their versions live.</summary>
/// <remarks>
/// Implementations are thread-safe, let exceptions out, and follow MLflow's rules, codes and messages, as <see cref="ITrackingStore"/> does.
/// Two processes that make a version at the same moment get two numbers.
/// </remarks>
public interface IModelRegistryStore
{
    /// <summary>The URI under which this store was opened, without secrets.</summary>
    string Uri { get; }

    /// <summary>Registers a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tags">The first tags, or null.</param>
    /// <param name="description">A text about the model, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model.</returns>
    ValueTask<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyList<RunTag>? tags = null, string? description = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a registered model.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model.</returns>
    ValueTask<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Changes the text about a registered model.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">The new text, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model after the change.</returns>
    ValueTask<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken cancellationToken = default);

    /// <summary>Renames a registered model with all of its versions.</summary>
    /// <param name="name">The name.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model after the change.</returns>
    ValueTask<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken cancellationToken = default);

    /// <summary>Removes a registered model with all of its versions.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    ValueTask DeleteRegisteredModelAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Lists registered models that a filter finds.</summary>
    /// <param name="query">Filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    ValueTask<PagedList<RegisteredModel>> SearchRegisteredModelsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default);

    /// <summary>Gives the newest version of each stage asked for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="stages">The stages; null or empty for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The versions.</returns>
    ValueTask<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(
        string name, IReadOnlyList<string>? stages = null, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of a registered model.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    ValueTask SetRegisteredModelTagAsync(string name, RunTag tag, CancellationToken cancellationToken = default);

    /// <summary>Removes a tag of a registered model.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    ValueTask DeleteRegisteredModelTagAsync(string name, string key, CancellationToken cancellationToken = default);

    /// <summary>Makes the next version of a registered model.</summary>
    /// <param name="request">Name, source, run, tags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version.</returns>
    ValueTask<ModelVersion> CreateModelVersionAsync(CreateModelVersionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a version.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version.</returns>
    ValueTask<ModelVersion> GetModelVersionAsync(string name, string version, CancellationToken cancellationToken = default);

    /// <summary>Changes the text about a version.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="description">The new text, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version after the change.</returns>
    ValueTask<ModelVersion> UpdateModelVersionAsync(string name, string version, string? description, CancellationToken cancellationToken = default);

    /// <summary>Moves a version to another stage.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="archiveExistingVersions">True to move the versions that hold the stage to <c>Archived</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version after the change.</returns>
    ValueTask<ModelVersion> TransitionModelVersionStageAsync(
        string name, string version, string stage, bool archiveExistingVersions = false, CancellationToken cancellationToken = default);

    /// <summary>Removes a version; its number is not used again while a higher one exists.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    ValueTask DeleteModelVersionAsync(string name, string version, CancellationToken cancellationToken = default);

    /// <summary>Lists versions that a filter finds.</summary>
    /// <param name="query">Filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    ValueTask<PagedList<ModelVersion>> SearchModelVersionsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default);

    /// <summary>Gives the place of a version's files.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The URI.</returns>
    ValueTask<string> GetModelVersionDownloadUriAsync(string name, string version, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of a version.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    ValueTask SetModelVersionTagAsync(string name, string version, RunTag tag, CancellationToken cancellationToken = default);

    /// <summary>Removes a tag of a version.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    ValueTask DeleteModelVersionTagAsync(string name, string version, string key, CancellationToken cancellationToken = default);

    /// <summary>Points an alias to a version; it may have pointed elsewhere before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The number as text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the alias is set.</returns>
    ValueTask SetRegisteredModelAliasAsync(string name, string alias, string version, CancellationToken cancellationToken = default);

    /// <summary>Removes an alias; nothing happens when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the alias is gone.</returns>
    ValueTask DeleteRegisteredModelAliasAsync(string name, string alias, CancellationToken cancellationToken = default);

    /// <summary>Gives the version that an alias points to.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version.</returns>
    ValueTask<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken = default);
}

/// <summary>What a new model version shall be.</summary>
public sealed record CreateModelVersionRequest
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the model comes from: <c>runs:/…</c>, <c>models:/…</c> or a location.</summary>
    public required string Source { get; init; }

    /// <summary>The run that made it, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>A link to the run on a server, or null.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model behind it, or null.</summary>
    public string? ModelId { get; init; }

    /// <summary>A text about the version, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The first tags.</summary>
    public IReadOnlyList<RunTag> Tags { get; init; } = [];
}

/// <summary>A search over registered models or model versions.</summary>
public sealed record SearchRegistryQuery
{
    /// <summary>The filter in MLflow's grammar; null or empty for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The order.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>The page size; null for MLflow's default (100 models, 10,000 versions).</summary>
    public int? MaxResults { get; init; }

    /// <summary>The token of the page before, or null.</summary>
    public string? PageToken { get; init; }
}
