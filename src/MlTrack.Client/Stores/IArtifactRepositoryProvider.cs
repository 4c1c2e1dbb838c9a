namespace MlTrack.Stores;

/// <summary>A tracking store that knows where the artifacts of its runs and models are.</summary>
/// <remarks>Found by a type test on an <see cref="ITrackingStore"/>; every built-in store has it.</remarks>
public interface IArtifactRepositoryProvider
{
    /// <summary>Gives the artifacts of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The repository, cheap to make and to drop.</returns>
    ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default);

    /// <summary>Gives the files of a logged model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The repository, cheap to make and to drop.</returns>
    ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default);
}
