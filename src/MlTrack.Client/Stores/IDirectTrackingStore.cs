namespace MlTrack.Stores;

/// <summary>
/// A store that can be written straight: each call of its run writers is complete when it returns, and waits for no network.
/// A store without this ability is reached through a local tree and the replicator.
/// </summary>
public interface IDirectTrackingStore : ITrackingStore
{
    /// <summary>Opens an existing, active run for writing.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The writer; the caller disposes it.</returns>
    /// <exception cref="MlTrackException">There is no such run, or it is deleted.</exception>
    ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default);
}
