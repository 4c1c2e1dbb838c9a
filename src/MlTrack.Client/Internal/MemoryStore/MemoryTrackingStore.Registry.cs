using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>The registry beside the runs.</content>
internal sealed partial class MemoryTrackingStore : IModelRegistryProvider
{
    private readonly MlTrackClientOptions _registryOptions;
    private IModelRegistryStore? _registry;

    public IModelRegistryStore ModelRegistry => LazyInitializer.EnsureInitialized(ref _registry, () => ModelRegistries.Memory(_registryOptions, this))!;
}
