using System.Collections.Concurrent;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Artifacts: through the server's proxy, or straight where the recorded place can be reached from here.</content>
internal sealed partial class RestTrackingStore
{
    private readonly ConcurrentDictionary<string, RestConnection> _others = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(run);
        return new ValueTask<IArtifactRepository>(OpenArtifacts(run.ArtifactUri));
    }

    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(model);
        return new ValueTask<IArtifactRepository>(OpenArtifacts(model.ArtifactLocation));
    }

    private IArtifactRepository OpenArtifacts(string uri)
    {
        if (!ArtifactAddress.IsRemote(uri))
        {
            return ArtifactRepositories.Open(uri, _options);
        }

        var address = ArtifactAddress.Parse(uri, _connection.Server);
        return new RemoteArtifactRepository(ConnectTo(address.Server), address, Context.SecretText.RemoveUserInfo(uri), _options);
    }

    // A place that a server named is no reason to show it this client's credentials.
    private RestConnection ConnectTo(ServerAddress server) => ReferenceEquals(server, _connection.Server)
        ? _connection
        : _others.GetOrAdd(server.Text, _ => new RestConnection(_connection.Settings.ForStranger(server), _options));
}
