using MlTrack.Internal.FileStore.Registry;
using MlTrack.Internal.Registry;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>The registry in the same folder.</content>
internal sealed partial class FileTrackingStore : IModelRegistryProvider
{
    private IModelRegistryStore? _registry;

    /// <inheritdoc/>
    public IModelRegistryStore ModelRegistry => LazyInitializer.EnsureInitialized(
        ref _registry,
        () => new ModelRegistryStore(
            new FileRegistry(_context, Uri), new TrackedModelSources(this), _options))!;
}
