using MlTrack.Stores;

namespace MlTrack;

/// <content>Checking, mending, cleaning.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Looks through the whole store for what is wrong with it. Nothing is changed.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The problems, as they are found.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.NotImplemented"/> when the store has no such ability.</exception>
    public IAsyncEnumerable<StoreProblem> VerifyAsync(CancellationToken cancellationToken = default) => Maintenance.VerifyAsync(cancellationToken);

    /// <summary>Mends what can be mended without losing anything.</summary>
    /// <param name="cancellationToken">Stops mending.</param>
    /// <returns>The problems, each with <see cref="StoreProblem.Repaired"/> set where it was mended.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.NotImplemented"/> when the store has no such ability.</exception>
    public IAsyncEnumerable<StoreProblem> RepairAsync(CancellationToken cancellationToken = default) => Maintenance.RepairAsync(cancellationToken);

    /// <summary>Removes for good what was deleted: MLflow's <c>mlflow gc</c>.</summary>
    /// <param name="options">What to remove, whether only to try; null for everything that is deleted.</param>
    /// <param name="cancellationToken">Stops; what was removed stays removed.</param>
    /// <returns>What was removed, or would be in a dry run.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.NotImplemented"/> when the store has no such ability; otherwise a named run or
    /// experiment does not exist or is not deleted.</exception>
    public async Task<GarbageCollectionResult> CollectGarbageAsync(
        GarbageCollectionOptions? options = null, CancellationToken cancellationToken = default) =>
        await Maintenance.CollectGarbageAsync(options ?? new GarbageCollectionOptions(), cancellationToken).ConfigureAwait(false);

    private ITrackingStoreMaintenance Maintenance
    {
        get
        {
            ThrowIfDisposed();
            return Store as ITrackingStoreMaintenance ?? throw new MlTrackException(
                MlTrackErrorCode.NotImplemented, $"The store '{TrackingUri}' cannot be checked or cleaned ({nameof(ITrackingStoreMaintenance)}).");
        }
    }
}
