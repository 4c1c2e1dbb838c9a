using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Versions of registered models.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Makes a version of a registered model, which is made when missing: MLflow's <c>register_model</c>. No file is copied.</summary>
    /// <param name="modelUri">
    /// <c>models:/m-…</c> (a logged model), <c>runs:/run/name</c> (a run's logged model, or a folder of its artifacts with an <c>MLmodel</c> file),
    /// <c>models:/name/1</c>, <c>models:/name@alias</c>, or any path or URI, which is kept as it is.
    /// </param>
    /// <param name="name">The registered model's name.</param>
    /// <param name="tags">The version's first tags, or null.</param>
    /// <param name="description">A text about the version, or null.</param>
    /// <param name="cancellationToken">Stops waiting; then the version may have been made.</param>
    /// <returns>The version.</returns>
    /// <exception cref="MlTrackException">The URI names no model, or the name breaks the rules.</exception>
    /// <example>
    /// <code>
    /// var version = await client.RegisterModelAsync($"runs:/{run.RunId}/model", "iris");
    /// await client.SetRegisteredModelAliasAsync("iris", "champion", version.Version);
    /// </code>
    /// </example>
    public async Task<ModelVersion> RegisterModelAsync(
        string modelUri,
        string name,
        IReadOnlyDictionary<string, string>? tags = null,
        string? description = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelUri);
        Guard.NotNull(name);
        ThrowIfDisposed();
        return await Registration.RegisterAsync(modelUri, name, ToTags(tags), description, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a version with everything said by the caller: MLflow's <c>create_model_version</c>. The registered model must exist.</summary>
    /// <param name="request">Name, source, run, tags.</param>
    /// <param name="cancellationToken">Stops waiting; then the version may have been made.</param>
    /// <returns>The version.</returns>
    /// <exception cref="MlTrackException">There is no such registered model, or a <c>models:</c> source that names nothing.</exception>
    public async Task<ModelVersion> CreateModelVersionAsync(CreateModelVersionRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        ThrowIfDisposed();
        return await Registry.CreateModelVersionAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a version from another one, of the same model or another, which is made when missing: MLflow's <c>copy_model_version</c>. No file is copied.</summary>
    /// <param name="sourceModelUri"><c>models:/name/1</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c> or a stage.</param>
    /// <param name="name">The registered model that gets the version.</param>
    /// <param name="cancellationToken">Stops waiting; then the version may have been made.</param>
    /// <returns>The new version: with the tags, text and run of the other, without its aliases and stage.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, when the URI names no version.</exception>
    public async Task<ModelVersion> CopyModelVersionAsync(string sourceModelUri, string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(sourceModelUri);
        Guard.NotNull(name);
        ThrowIfDisposed();
        return await Registration.CopyAsync(sourceModelUri, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a version: MLflow's <c>get_model_version</c>.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none, or no longer.</exception>
    public async Task<ModelVersion> GetModelVersionAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        ThrowIfDisposed();
        return await Registry.GetModelVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the version that an alias points to: MLflow's <c>get_model_version_by_alias</c>. <c>latest</c> is the one with the highest number.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>, as in MLflow, when there is no such alias.</exception>
    public async Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(alias);
        ThrowIfDisposed();
        return await Registry.GetModelVersionByAliasAsync(name, alias, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the newest version of each stage: MLflow's <c>get_latest_versions</c>. Stages are retired in MLflow; use aliases.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="stages">The stages, in any case; null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>At most one version a stage, by number.</returns>
    /// <exception cref="MlTrackException">There is no such model, or MLflow has no such stage.</exception>
    public async Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(
        string name, IReadOnlyList<string>? stages = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        return await Registry.GetLatestVersionsAsync(name, stages, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the text about a version: MLflow's <c>update_model_version</c>.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="description">The new text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version after the change.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<ModelVersion> UpdateModelVersionAsync(string name, string version, string description, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        ThrowIfDisposed();
        return await Registry.UpdateModelVersionAsync(name, version, description, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves a version to another stage: MLflow's <c>transition_model_version_stage</c>. Stages are retired in MLflow; use aliases.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="stage"><c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>, in any case.</param>
    /// <param name="archiveExistingVersions">True to move the versions that hold the stage to <c>Archived</c>; for <c>Staging</c> and <c>Production</c> only.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version after the change.</returns>
    /// <exception cref="MlTrackException">There is no such version, or MLflow has no such stage.</exception>
    public async Task<ModelVersion> TransitionModelVersionStageAsync(
        string name, string version, string stage, bool archiveExistingVersions = false, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        Guard.NotNull(stage);
        ThrowIfDisposed();
        return await Registry.TransitionModelVersionStageAsync(name, version, stage, archiveExistingVersions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a version and the aliases that point to it: MLflow's <c>delete_model_version</c>. The model's files stay; the number is not used again.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task DeleteModelVersionAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        ThrowIfDisposed();
        await Registry.DeleteModelVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists versions that a filter finds: MLflow's <c>search_model_versions</c>.</summary>
    /// <param name="query">Filter, such as <c>name = 'iris'</c>; order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async Task<PagedList<ModelVersion>> SearchModelVersionsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        return await Registry.SearchModelVersionsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives all versions that a filter finds, page by page as they are asked for.</summary>
    /// <param name="query">Filter, order; its page token says where to begin.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The versions.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async IAsyncEnumerable<ModelVersion> ListModelVersionsAsync(
        SearchRegistryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        var next = query;
        do
        {
            var page = await SearchModelVersionsAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var version in page.Items)
            {
                yield return version;
            }

            next = next with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(next.PageToken));
    }

    /// <summary>Gives the place of a version's files: MLflow's <c>get_model_version_download_uri</c>.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The URI.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is no such version.</exception>
    public async Task<string> GetModelVersionDownloadUriAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        ThrowIfDisposed();
        return await Registry.GetModelVersionDownloadUriAsync(name, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets a tag of a version: MLflow's <c>set_model_version_tag</c>.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text, at most 100,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    /// <exception cref="MlTrackException">There is no such version, or key or value break the rules.</exception>
    public async Task SetModelVersionTagAsync(string name, string version, string key, string value, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        Guard.NotNull(key);
        Guard.NotNull(value);
        ThrowIfDisposed();
        await Registry.SetModelVersionTagAsync(name, version, new RunTag(key, value), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a tag of a version: MLflow's <c>delete_model_version_tag</c>. Nothing happens when there is none.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    /// <exception cref="MlTrackException">There is no such version, or the key breaks the rules.</exception>
    public async Task DeleteModelVersionTagAsync(string name, string version, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(version);
        Guard.NotNull(key);
        ThrowIfDisposed();
        await Registry.DeleteModelVersionTagAsync(name, version, key, cancellationToken).ConfigureAwait(false);
    }
}
