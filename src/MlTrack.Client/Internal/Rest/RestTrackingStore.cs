using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>A tracking server as a store: every member is one request of MLflow's REST API, or as few as it takes.</summary>
/// <remarks>What MLflow's rules say about names and values is the server's to check, in its own words; only what it would misread is refused here.</remarks>
internal sealed partial class RestTrackingStore : ITrackingStore, IArtifactRepositoryProvider, IRunStream, IDisposable
{
    private readonly RestConnection _connection;
    private readonly MlTrackClientOptions _options;

    internal RestTrackingStore(RestSettings settings, MlTrackClientOptions options)
        : this(new RestConnection(settings, options), options)
    {
    }

    internal RestTrackingStore(RestConnection connection, MlTrackClientOptions options) => (_connection, _options) = (connection, options);

    /// <inheritdoc/>
    public string Uri => _connection.Server.Text;

    /// <summary>Closes the connections. Calls that are under way fail.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        foreach (var other in _others.Values)
        {
            other.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Uri;

    private static RestRequest Post<TMessage>(string endpoint, TMessage message, Repeat repeat, string? runId = null)
        where TMessage : class => Send(HttpMethod.Post, endpoint, message, repeat, runId);

    private static RestRequest Send<TMessage>(HttpMethod method, string endpoint, TMessage message, Repeat repeat, string? runId = null)
        where TMessage : class => new(method, RestRequest.Api + endpoint, repeat) { Body = WireJson.Write(message), RunId = runId };

    private static RestRequest Get(RestQuery query, string? runId = null) => new(HttpMethod.Get, query.ToString(), Repeat.Harmless) { RunId = runId };

    private static RestQuery Query(string endpoint) => new(RestRequest.Api + endpoint);

    private ValueTask<TAnswer> CallAsync<TAnswer>(RestRequest request, CancellationToken cancellationToken)
        where TAnswer : class, new() => _connection.CallAsync<TAnswer>(request, cancellationToken);

    private async ValueTask DoAsync(RestRequest request, CancellationToken cancellationToken) =>
        await _connection.CallAsync<EmptyMessage>(request, cancellationToken).ConfigureAwait(false);
}
