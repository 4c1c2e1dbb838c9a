using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Internal.Rest;

/// <summary>What a server says of itself, remembered for a minute. One that says nothing can do nothing special.</summary>
internal sealed class ServerAbilities
{
    private const string Path = "/api/3.0/mlflow/server-info";

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly RestConnection _connection;
    private readonly TimeProvider _time;
    private Answered? _last;

    internal ServerAbilities(RestConnection connection, TimeProvider time) => (_connection, _time) = (connection, time);

    /// <summary>Whether files can be sent in parts.</summary>
    internal async ValueTask<bool> TakesPartsAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is null || _time.GetElapsedTime(last.Stamp) > KeptFor)
        {
            _last = last = new Answered(_time.GetTimestamp(), await AskAsync(cancellationToken).ConfigureAwait(false));
        }

        return last.Info.MultipartUploadsEnabled ?? false;
    }

    private async ValueTask<ServerInfoAnswer> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await _connection.CallAsync<ServerInfoAnswer>(new RestRequest(HttpMethod.Get, Path, Repeat.Harmless), limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is MlTrackException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Older servers do not know the question; what follows works with all of them.
            return new ServerInfoAnswer();
        }
    }

    // One reference, so that no thread sees the half of it.
    private sealed record Answered(long Stamp, ServerInfoAnswer Info);
}
