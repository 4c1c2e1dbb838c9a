using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Internal.Rest;

/// <summary>What the stores behind MLflow's REST API have in common: a connection, and short words for the requests over it.</summary>
internal abstract class RestStore
{
    private protected RestStore(RestConnection connection) => Connection = connection;

    /// <summary>The server's address, without secrets.</summary>
    public string Uri => Connection.Server.Text;

    private protected RestConnection Connection { get; }

    /// <inheritdoc/>
    public override string ToString() => Uri;

    private protected static RestRequest Post<TMessage>(string endpoint, TMessage message, Repeat repeat, string? runId = null)
        where TMessage : class => Send(HttpMethod.Post, endpoint, message, repeat, runId);

    private protected static RestRequest Send<TMessage>(HttpMethod method, string endpoint, TMessage message, Repeat repeat, string? runId = null)
        where TMessage : class => new(method, RestRequest.Api + endpoint, repeat) { Body = new ArraySegment<byte>(WireJson.Write(message)), RunId = runId };

    private protected static RestRequest Get(RestQuery query, string? runId = null) => new(HttpMethod.Get, query.ToString(), Repeat.Harmless) { RunId = runId };

    private protected static RestQuery Query(string endpoint) => new(RestRequest.Api + endpoint);

    private protected ValueTask<TAnswer> CallAsync<TAnswer>(RestRequest request, CancellationToken cancellationToken)
        where TAnswer : class, new() => Connection.CallAsync<TAnswer>(request, cancellationToken);

    private protected async ValueTask DoAsync(RestRequest request, CancellationToken cancellationToken) =>
        await Connection.CallAsync<EmptyMessage>(request, cancellationToken).ConfigureAwait(false);
}
