using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.Sync;
using MlTrack.Stores;
using MlTrack.Sync;

namespace MlTrack;

/// <content>Bringing a tree to another store.</content>
public sealed partial class MlTrackClient
{
    /// <summary>
    /// Brings everything in this client's <c>mlruns</c> tree to another store, such as a MLflow server: experiments, runs with params, tags, every point of every metric,
    /// inputs, outputs, logged models, artifacts, their ends, what is deleted, and registered models with versions, tags, aliases and stages. It can be interrupted, repeated, and run by several processes at once, also while runs are
    /// being written: afterwards the other store shows what the tree shows, nothing twice. MLflow has no counterpart.
    /// </summary>
    /// <param name="target">The other store; <see cref="TrackingStores.Open"/> opens one by its URI.</param>
    /// <param name="options">What to send and how; null for the defaults.</param>
    /// <param name="cancellationToken">Stops; what was sent stays there, and the next sync goes on behind it.</param>
    /// <returns>What was sent, and what could not be.</returns>
    /// <remarks>
    /// Experiments are matched by name. Each run of the other store carries the tag <c>mltrack.source_run_id</c>. What is acknowledged is noted in the folder
    /// <c>.mltrack-sync</c> of each run and registered model, which may be deleted at any time: it is made anew from what the other store has. Records that are refused for good lie in
    /// <c>.mltrack-rejected</c>. Nothing else in the tree is changed.
    /// </remarks>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.NotImplemented"/> when this client's store is no folder; <see cref="MlTrackErrorCode.PermissionDenied"/> or
    /// <see cref="MlTrackErrorCode.Unauthenticated"/> when the other store refuses whoever asks. Other faults of single runs are told in the result.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled, the only end of <see cref="SyncOptions.Follow"/>.</exception>
    public async Task<SyncResult> SyncToAsync(ITrackingStore target, SyncOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(target);
        ThrowIfDisposed();
        if (Store is not FileTrackingStore source)
        {
            throw new MlTrackException(MlTrackErrorCode.NotImplemented, $"Only a folder can be brought to another store, and '{TrackingUri}' is none.");
        }

        if (target is FileTrackingStore other && other.Root == source.Root)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"'{source.Root}' cannot be brought to itself.") { Path = source.Root };
        }

        var session = new SyncSession(source, target, options ?? new SyncOptions(), Logger, Policy.Time);
        await new TreeSync(session).RunAsync(cancellationToken).ConfigureAwait(false);
        return session.ToResult();
    }
}
