using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Experiments.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Makes an experiment: MLflow's <c>create_experiment</c>.</summary>
    /// <param name="name">The name, 1 to 500 characters, unique among active and deleted experiments.</param>
    /// <param name="artifactLocation">The URI below which its artifacts go; null for the store's own place.</param>
    /// <param name="tags">The first tags, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment's id.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceAlreadyExists"/> when the name is taken, also by a deleted experiment.</exception>
    public async Task<string> CreateExperimentAsync(
        string name,
        string? artifactLocation = null,
        IReadOnlyDictionary<string, string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        var request = new CreateExperimentRequest { Name = name, ArtifactLocation = artifactLocation, Tags = ToTags(tags) };
        return await Store.CreateExperimentAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives an experiment, active or deleted: MLflow's <c>get_experiment</c>.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        ThrowIfDisposed();
        return await Store.GetExperimentAsync(experimentId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the experiment of a name, active or deleted, or null: MLflow's <c>get_experiment_by_name</c>.</summary>
    /// <param name="name">The name, compared exactly.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment, or null.</returns>
    public async Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        return await Store.FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the experiment of a name, active or deleted.</summary>
    /// <param name="name">The name, compared exactly.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<Experiment> GetExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        await FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false)
        ?? throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"Could not find experiment with name '{name}'");

    /// <summary>Gives the active experiment of a name, made if there is none: MLflow's <c>set_experiment</c>, without its global state.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment. Callers at the same moment, in any number of processes, get the same one.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/> when the experiment of that name is deleted.</exception>
    /// <example><code>var experiment = await client.GetOrCreateExperimentAsync("iris");</code></example>
    public async Task<Experiment> GetOrCreateExperimentAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = await FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            try
            {
                var id = await CreateExperimentAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
                return await GetExperimentAsync(id, cancellationToken).ConfigureAwait(false);
            }
            catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
            {
                // Somebody else made it since we looked.
                found = await GetExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }

        return found.LifecycleStage == LifecycleStage.Active
            ? found
            : throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"Cannot set a deleted experiment '{name}' as the active experiment. You can restore the experiment, or permanently delete the " +
                "experiment to create a new one.");
    }

    /// <summary>Renames an active experiment: MLflow's <c>rename_experiment</c>.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the renaming.</returns>
    /// <exception cref="MlTrackException">There is no such experiment, it is deleted, or the name is taken.</exception>
    public async Task RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        Guard.NotNull(newName);
        ThrowIfDisposed();
        await Store.RenameExperimentAsync(experimentId, newName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes an experiment with its runs; both can be restored: MLflow's <c>delete_experiment</c>.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    /// <exception cref="MlTrackException">There is no such active experiment, or it is the default one (<c>0</c>).</exception>
    public async Task DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        ThrowIfDisposed();
        await Store.DeleteExperimentAsync(experimentId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores a deleted experiment: MLflow's <c>restore_experiment</c>. As there, all of its runs become active again, also those deleted before.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the restoring.</returns>
    /// <exception cref="MlTrackException">There is no such deleted experiment.</exception>
    public async Task RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        ThrowIfDisposed();
        await Store.RestoreExperimentAsync(experimentId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets a tag of an active experiment: MLflow's <c>set_experiment_tag</c>.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text, at most 20,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    /// <exception cref="MlTrackException">There is no such active experiment, or the tag breaks the rules.</exception>
    public async Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        Guard.NotNull(key);
        Guard.NotNull(value);
        ThrowIfDisposed();
        await Store.SetExperimentTagAsync(experimentId, key, value, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a tag of an active experiment: MLflow's <c>delete_experiment_tag</c>.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    /// <exception cref="MlTrackException">There is no such active experiment or no such tag.</exception>
    public async Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        Guard.NotNull(key);
        ThrowIfDisposed();
        await Store.DeleteExperimentTagAsync(experimentId, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists experiments, page by page as they are asked for, the newest first.</summary>
    /// <param name="viewType">Which life cycle stages to look at; by default active ones only.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The experiments.</returns>
    public async IAsyncEnumerable<Experiment> ListExperimentsAsync(
        ViewType viewType = ViewType.ActiveOnly, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? token = null;
        do
        {
            var query = new SearchExperimentsQuery { ViewType = viewType, PageToken = token };
            var page = await SearchExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var experiment in page.Items)
            {
                yield return experiment;
            }

            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    private static RunTag[] ToTags(IReadOnlyDictionary<string, string>? tags) =>
        tags is null ? [] : [.. tags.Select(tag => new RunTag(tag.Key, tag.Value))];
}
