using MlTrack.Internal.Context;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Internal.Spooling;
using MlTrack.Internal.Starting;
using MlTrack.Stores;

namespace MlTrack.Sync;

/// <summary>
/// The local tree through which runs of one server are written: below <c>MLTRACK_SPOOL_DIR</c>, else below the user's data folder. It can be opened like any other store.
/// </summary>
/// <remarks>Thread-safe. MLflow has no counterpart.</remarks>
public sealed class Spool
{
    private Spool(string folder, string targetUri) => (Folder, TargetUri) = (folder, targetUri);

    /// <summary>The tree.</summary>
    public string Folder { get; }

    /// <summary>The server that it is for.</summary>
    public string TargetUri { get; }

    /// <summary>The size of all its files, in bytes.</summary>
    public long Bytes => SpoolTarget.SizeOf(Folder);

    /// <summary>Lists the user's spools, in the order of their servers.</summary>
    public static IReadOnlyList<Spool> List()
    {
        var root = SpoolStart.Root(MlflowEnvironment.Process);
        if (!Directory.Exists(root))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateDirectories(root)
                .Select(folder => SpoolTarget.Read(PhysicalFileSystem.Instance, folder) is { } uri ? new Spool(folder, uri) : null)
                .OfType<Spool>().OrderBy(spool => spool.TargetUri, StringComparer.Ordinal),
        ];
    }

    /// <summary>Says what the server has not got yet, by what it has acknowledged; asks nobody.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What a sync would send, but for artifacts, logged models and ends of runs, which are not counted.</returns>
    public async Task<SyncResult> LeftAsync(CancellationToken cancellationToken = default)
    {
        using var client = MlTrackClient.Open(Folder);
        var target = TrackingStores.Open(TargetUri);
        using var owned = target as IDisposable;
        return await client.SyncToAsync(target, new SyncOptions { DryRun = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the runs of the spool that have ended and are on the server whole.</summary>
    /// <param name="force">Removes those too that are not on the server. Runs that are being written stay in any case.</param>
    /// <param name="cancellationToken">Stops; what was removed stays removed.</param>
    /// <returns>The ids of the runs that were removed.</returns>
    /// <exception cref="MlTrackException">The disk failed.</exception>
    public async Task<IReadOnlyList<string>> DropAsync(bool force = false, CancellationToken cancellationToken = default)
    {
        using var spool = new FileTrackingStore(Folder, new MlTrackClientOptions());
        return await SpoolCleaner.DropAsync(spool, TargetUri, force, keeps: null, cancellationToken).ConfigureAwait(false);
    }
}
