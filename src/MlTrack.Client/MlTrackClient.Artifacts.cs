using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Artifacts of runs and models.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Gives the artifacts of a run, to read or to write from outside.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The repository.</returns>
    /// <exception cref="MlTrackException">There is no such run, or nobody knows how to reach the place of its artifacts.</exception>
    public async Task<IArtifactRepository> GetRunArtifactsAsync(string runId, CancellationToken cancellationToken = default)
    {
        var run = await GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        return await Artifacts.GetRunArtifactsAsync(run.Info, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the files of a logged model, to read or to write from outside.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The repository.</returns>
    /// <exception cref="MlTrackException">There is no such model, or nobody knows how to reach the place of its files.</exception>
    public async Task<IArtifactRepository> GetModelArtifactsAsync(string modelId, CancellationToken cancellationToken = default)
    {
        var model = await GetLoggedModelAsync(modelId, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await Artifacts.GetModelArtifactsAsync(model, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists one folder of a run's artifacts, sorted by path: MLflow's <c>list_artifacts</c>.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The folder; null for the root. A file, or what does not exist, has no entries, as in MLflow.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="MlTrackException">There is no such run, or the path leads out of its artifacts.</exception>
    public async Task<IReadOnlyList<ArtifactInfo>> ListArtifactsAsync(
        string runId, string? path = null, CancellationToken cancellationToken = default)
    {
        var artifacts = await GetRunArtifactsAsync(runId, cancellationToken).ConfigureAwait(false);
        return await artifacts.ListAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an artifact of a run for reading.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The content; the caller disposes it.</returns>
    /// <exception cref="MlTrackException">There is no such run or file, or the path leads out of its artifacts.</exception>
    public async Task<Stream> OpenArtifactAsync(string runId, string path, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(path);
        var artifacts = await GetRunArtifactsAsync(runId, cancellationToken).ConfigureAwait(false);
        return await artifacts.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies artifacts of a run to a local folder: MLflow's <c>download_artifacts</c>.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The file or folder; null for all.</param>
    /// <param name="destinationFolder">The local folder, made when missing.</param>
    /// <param name="cancellationToken">Stops; files copied before stay.</param>
    /// <returns>The local path of what was asked for.</returns>
    /// <exception cref="MlTrackException">There is no such run or artifact, or the path leads out of its artifacts.</exception>
    public async Task<string> DownloadArtifactsAsync(
        string runId, string? path, string destinationFolder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(destinationFolder);
        var artifacts = await GetRunArtifactsAsync(runId, cancellationToken).ConfigureAwait(false);
        return await artifacts.DownloadAsync(path, destinationFolder, cancellationToken).ConfigureAwait(false);
    }

    private IArtifactRepositoryProvider Artifacts => Store as IArtifactRepositoryProvider ?? throw new MlTrackException(
        MlTrackErrorCode.NotImplemented, $"The store '{TrackingUri}' keeps no artifacts ({nameof(IArtifactRepositoryProvider)}).");
}
