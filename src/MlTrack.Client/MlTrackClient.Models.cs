using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Logged models.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Makes a logged model outside of a run, in state PENDING: MLflow's <c>initialize_logged_model</c>. <see cref="Run.CreateLoggedModelAsync"/> makes one in a run.</summary>
    /// <param name="request">Experiment, name, source run, tags, params, type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException">The experiment is missing or deleted, or a name or key breaks the rules.</exception>
    public async Task<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        ThrowIfDisposed();
        if (request.Name is { } name)
        {
            // MLflow's client refuses an empty name, which its stores take for a missing one.
            BatchRules.Require(Names.CheckLoggedModelName(name));
        }

        return await Store.CreateLoggedModelAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a logged model: MLflow's <c>get_logged_model</c>.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="allowDeleted">True to get a deleted one too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        ThrowIfDisposed();
        return await Store.GetLoggedModelAsync(modelId, allowDeleted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the final state of a logged model: MLflow's <c>finalize_logged_model</c>.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="status">READY once its files are there, or FAILED.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The model after the change.</returns>
    /// <exception cref="MlTrackException">There is no such model.</exception>
    public async Task<LoggedModel> FinalizeLoggedModelAsync(
        string modelId, LoggedModelStatus status = LoggedModelStatus.Ready, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        ThrowIfDisposed();
        return await Store.FinalizeLoggedModelAsync(modelId, status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks a logged model as deleted: MLflow's <c>delete_logged_model</c>. Its files stay until garbage is collected.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    /// <exception cref="MlTrackException">There is no such model.</exception>
    public async Task DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        ThrowIfDisposed();
        await Store.DeleteLoggedModelAsync(modelId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets params of a logged model: MLflow's <c>log_model_params</c>. They may be overwritten, as there.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="parameters">Keys and texts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the params are set.</returns>
    /// <exception cref="MlTrackException">There is no such model, or a key breaks the rules.</exception>
    public async Task LogLoggedModelParamsAsync(
        string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        Guard.NotNull(parameters);
        ThrowIfDisposed();
        var all = parameters.Select(param => new Param(param.Key, param.Value)).ToArray();
        await Store.LogLoggedModelParamsAsync(modelId, all, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets tags of a logged model: MLflow's <c>set_logged_model_tags</c>.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="tags">Keys and texts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tags are set.</returns>
    /// <exception cref="MlTrackException">There is no such model, or a key breaks the rules.</exception>
    public async Task SetLoggedModelTagsAsync(
        string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        Guard.NotNull(tags);
        ThrowIfDisposed();
        await Store.SetLoggedModelTagsAsync(modelId, ToTags(tags), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a tag of a logged model: MLflow's <c>delete_logged_model_tag</c>.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    /// <exception cref="MlTrackException">There is no such model or no such tag.</exception>
    public async Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(modelId);
        Guard.NotNull(key);
        ThrowIfDisposed();
        await Store.DeleteLoggedModelTagAsync(modelId, key, cancellationToken).ConfigureAwait(false);
    }
}
