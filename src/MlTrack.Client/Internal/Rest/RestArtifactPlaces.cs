using System.Collections.Concurrent;
using MlTrack.Internal.Artifacts;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>Opens the places of artifacts that a server names: behind its own proxy, behind another server's, or reached in other ways. Thread-safe.</summary>
internal sealed class RestArtifactPlaces : IArtifactPlaces, IDisposable
{
    private readonly ConcurrentDictionary<string, RestConnection> _others = new(StringComparer.OrdinalIgnoreCase);
    private readonly RestConnection _connection;
    private readonly MlTrackClientOptions _options;

    internal RestArtifactPlaces(RestConnection connection, MlTrackClientOptions options) => (_connection, _options) = (connection, options);

    internal IArtifactRepository Open(string uri) => TryOpen(uri) ?? ArtifactRepositories.Open(uri, _options);

    /// <inheritdoc/>
    public IArtifactRepository? TryOpen(string uri)
    {
        if (!ArtifactAddress.IsRemote(uri))
        {
            return null;
        }

        var address = ArtifactAddress.Parse(uri, _connection.Server);
        return new RemoteArtifactRepository(ConnectTo(address.Server), address, Context.SecretText.RemoveUserInfo(uri), _options);
    }

    /// <summary>Closes the connections to other servers.</summary>
    public void Dispose()
    {
        foreach (var other in _others.Values)
        {
            other.Dispose();
        }
    }

    // A place that a server named is no reason to show it this client's credentials.
    private RestConnection ConnectTo(ServerAddress server) => ReferenceEquals(server, _connection.Server)
        ? _connection
        : _others.GetOrAdd(server.Text, _ => new RestConnection(_connection.Settings.ForStranger(server), _options));
}
