using System.Runtime.CompilerServices;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Registered models.</content>
public sealed partial class MlTrackClient
{
    // More than one only when threads ask for the first time at once.
    private readonly List<IModelRegistryStore> _ownedRegistries = [];
    private IModelRegistryStore? _registry;

    /// <summary>
    /// The model registry itself, for what this class has no member for: the one that <see cref="MlTrackClientOptions.RegistryUri"/> or <c>MLFLOW_REGISTRY_URI</c>
    /// names, and without these the one of the tracking store.
    /// </summary>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.NotImplemented"/> when the store has none and nothing names another.</exception>
    public IModelRegistryStore Registry => LazyInitializer.EnsureInitialized(ref _registry, OpenRegistry)!;

    private Registration Registration => new(Store, Registry);

    /// <summary>Registers a name under which versions of a model are kept: MLflow's <c>create_registered_model</c>.</summary>
    /// <param name="name">The name, without <c>/ : % @</c> and what a folder's name cannot hold.</param>
    /// <param name="tags">The first tags, or null.</param>
    /// <param name="description">A text about the model, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceAlreadyExists"/> when the name is taken; a name or tag breaks the rules.</exception>
    public async Task<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyDictionary<string, string>? tags = null, string? description = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        if (RegistryRules.IsPrompt(tags ?? EmptyMap.Strings))
        {
            throw RegistryErrors.PromptsAreNoModels();
        }

        return await Registry.CreateRegisteredModelAsync(name, ToTags(tags), description, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a registered model with the newest version of each stage: MLflow's <c>get_registered_model</c>. A prompt is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        var model = await Registry.GetRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false);
        return RegistryRules.IsPrompt(model.Tags) ? throw RegistryErrors.PromptNotFound(name) : model;
    }

    /// <summary>Changes the text about a registered model: MLflow's <c>update_registered_model</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">The new text, or null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model after the change.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        return await Registry.UpdateRegisteredModelAsync(name, description, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renames a registered model with its versions, tags and aliases: MLflow's <c>rename_registered_model</c>, which loses tags and aliases in folders.</summary>
    /// <param name="name">The name.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The registered model after the change.</returns>
    /// <exception cref="MlTrackException">There is no such model, or the new name is taken or breaks the rules.</exception>
    public async Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(newName);
        ThrowIfDisposed();
        return await Registry.RenameRegisteredModelAsync(name, newName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a registered model with all of its versions, for good: MLflow's <c>delete_registered_model</c>. The models' files stay.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task DeleteRegisteredModelAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        await Registry.DeleteRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists registered models that a filter finds: MLflow's <c>search_registered_models</c>. Prompts are left out.</summary>
    /// <param name="query">Filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async Task<PagedList<RegisteredModel>> SearchRegisteredModelsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        return await Registry.SearchRegisteredModelsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives all registered models that a filter finds, page by page as they are asked for.</summary>
    /// <param name="query">Filter, order; its page token says where to begin.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The registered models.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async IAsyncEnumerable<RegisteredModel> ListRegisteredModelsAsync(
        SearchRegistryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        var next = query;
        do
        {
            var page = await SearchRegisteredModelsAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var model in page.Items)
            {
                yield return model;
            }

            next = next with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(next.PageToken));
    }

    /// <summary>Sets a tag of a registered model: MLflow's <c>set_registered_model_tag</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text, at most 100,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    /// <exception cref="MlTrackException">There is no such model, or key or value break the rules.</exception>
    public async Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(key);
        Guard.NotNull(value);
        ThrowIfDisposed();
        await Registry.SetRegisteredModelTagAsync(name, new RunTag(key, value), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a tag of a registered model: MLflow's <c>delete_registered_model_tag</c>. Nothing happens when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    /// <exception cref="MlTrackException">There is no such model, or the key breaks the rules.</exception>
    public async Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(key);
        ThrowIfDisposed();
        await Registry.DeleteRegisteredModelTagAsync(name, key, cancellationToken).ConfigureAwait(false);
    }

    private IModelRegistryStore OpenRegistry()
    {
        var uri = _options.RegistryUri ?? EnvironmentVariables.RegistryUri;
        if (!string.IsNullOrEmpty(uri) && uri != TrackingUri)
        {
            return OwnRegistry(ModelRegistries.Open(uri!, _options, Store));
        }

        return (Store as IModelRegistryProvider)?.ModelRegistry ?? throw new MlTrackException(
            MlTrackErrorCode.NotImplemented, $"The store '{TrackingUri}' has no model registry ({nameof(IModelRegistryProvider)}). Name one: {ModelRegistries.RegistryUriVariable}.");
    }

    // The client opened it and so closes it, also when that happens in the same moment.
    private IModelRegistryStore OwnRegistry(IModelRegistryStore registry)
    {
        lock (_sync)
        {
            if (!_isDisposed)
            {
                _ownedRegistries.Add(registry);
                return registry;
            }
        }

        (registry as IDisposable)?.Dispose();
        throw new ObjectDisposedException(nameof(MlTrackClient));
    }

    private void DisposeRegistries()
    {
        IModelRegistryStore[] owned;
        lock (_sync)
        {
            owned = [.. _ownedRegistries];
            _ownedRegistries.Clear();
        }

        foreach (var registry in owned)
        {
            (registry as IDisposable)?.Dispose();
        }
    }

    // A place behind a server is opened by the store that named it: the registry, or the tracking store when they are not the same.
    private IArtifactRepository OpenVersionPlace(string uri) =>
        (Registry as IArtifactPlaces)?.TryOpen(uri) ?? (Store as IArtifactPlaces)?.TryOpen(uri) ?? ArtifactRepositories.Open(uri, _options);
}
