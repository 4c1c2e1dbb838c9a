using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>A tracking server as a store: every member is one request of MLflow's REST API, or as few as it takes.</summary>
/// <remarks>What MLflow's rules say about names and values is the server's to check, in its own words; only what it would misread is refused here.</remarks>
internal sealed partial class RestTrackingStore : RestStore, ITrackingStore, IArtifactRepositoryProvider, IModelRegistryProvider, IRunStream, IDisposable
{
    private readonly MlTrackClientOptions _options;
    private readonly RestArtifactPlaces _places;

    internal RestTrackingStore(RestSettings settings, MlTrackClientOptions options)
        : this(new RestConnection(settings, options), options)
    {
    }

    internal RestTrackingStore(RestConnection connection, MlTrackClientOptions options)
        : base(connection)
    {
        _options = options;
        _places = new RestArtifactPlaces(connection, options);
        ModelRegistry = new RestModelRegistryStore(connection, _places);
    }

    /// <inheritdoc/>
    public IModelRegistryStore ModelRegistry { get; }

    /// <summary>Closes the connections. Calls that are under way fail.</summary>
    public void Dispose()
    {
        Connection.Dispose();
        _places.Dispose();
    }
}
