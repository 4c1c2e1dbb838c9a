using MlTrack.Internal.MemoryStore;

namespace MlTrack.Stores;

/// <summary>Opens the built-in stores. Most programs need none of this: a client opens the store that a URI names.</summary>
public static partial class TrackingStores
{
    /// <summary>
    /// Makes a store that lives in memory and is gone with its last reference: for tests of model code, and for programs that only want
    /// to look at their own runs. It follows MLflow's file store in every rule, code and message, and touches no disk and no network.
    /// </summary>
    /// <param name="options">The clock, the source of ids, and whether long values are cut; null for the defaults.</param>
    /// <returns>A store that holds nothing but the experiment <c>Default</c> (id <c>0</c>). Each call gives another one.</returns>
    /// <remarks>
    /// Thread-safe. Artifacts are kept in memory as well, whatever location an experiment names; locations are recorded only. The store is
    /// also an <see cref="IArtifactRepositoryProvider"/> and an <see cref="ITrackingStoreMaintenance"/>.
    /// </remarks>
    public static IDirectTrackingStore Memory(MlTrackClientOptions? options = null) => new MemoryTrackingStore(options);
}
