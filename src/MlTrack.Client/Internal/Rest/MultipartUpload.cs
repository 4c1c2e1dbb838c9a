using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Internal.Rest;

/// <summary>
/// Sends a large file in parts, where the server says that it takes them (<c>multipart_uploads_enabled</c>: MlTrack's own, or an object store behind MLflow's). Only the
/// part that fails is sent again.
/// </summary>
internal sealed class MultipartUpload
{
    private const int MaxParts = 10_000;

    private readonly RestConnection _connection;
    private readonly ArtifactAddress _address;
    private readonly Stream _content;
    private readonly string _folder;
    private readonly string _name;

    private MultipartUpload(RestConnection connection, ArtifactAddress address, Stream content, string target)
    {
        (_connection, _address, _content) = (connection, address, content);
        var slash = target.LastIndexOf('/');
        _folder = slash < 0 ? "" : target.Substring(0, slash);
        _name = target.Substring(slash + 1);
    }

    /// <summary>Uploads in parts if that is possible.</summary>
    /// <returns>False when the file must go in one piece; then nothing was sent.</returns>
    internal static async ValueTask<bool> TryAsync(
        RestConnection connection, ArtifactAddress address, Stream content, string target, CancellationToken cancellationToken)
    {
        if (address.ProxyPath.Length == 0 || !content.CanSeek || content.Length - content.Position < connection.Settings.MultipartFrom ||
            !(connection.Settings.MultipartUpload ?? await connection.Abilities.TakesPartsAsync(cancellationToken).ConfigureAwait(false)))
        {
            return false;
        }

        return await new MultipartUpload(connection, address, content, target).SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> SendAsync(CancellationToken cancellationToken)
    {
        var (start, length) = (_content.Position, _content.Length - _content.Position);
        var partLength = Math.Max(_connection.Settings.PartLength, (length + MaxParts - 1) / MaxParts);
        var count = (int)((length + partLength - 1) / partLength);
        MultipartAnswer upload;
        try
        {
            upload = await CallAsync<MultipartAnswer>("mpu/create", new MultipartMessage { Path = _name, NumParts = count }, Repeat.Harmless, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackServerException refused) when (refused.StatusCode is 404 or 501)
        {
            return false;
        }

        var places = upload.Credentials is { } credentials && credentials.Count == count ? credentials : throw WireFaults.IncompleteAnswer("credentials");
        try
        {
            var parts = new List<MultipartPartMessage>(count);
            for (var i = 0; i < count; i++)
            {
                _content.Position = start + (i * partLength);
                parts.Add(await SendPartAsync(places[i], i + 1, Math.Min(partLength, length - (i * partLength)), cancellationToken).ConfigureAwait(false));
            }

            var whole = new MultipartMessage { Path = _name, UploadId = upload.UploadId, Parts = parts };

            // Again, it cannot be done twice: an upload that is complete is no upload any more, and then that is what the refusal says.
            await CallAsync<EmptyMessage>("mpu/complete", whole, Repeat.RefusedWhenDone, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch
        {
            await AbortAsync(upload.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<MultipartPartMessage> SendPartAsync(MultipartCredentialMessage place, int number, long length, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(place.Url, UriKind.Absolute, out var target) || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp))
        {
            throw WireFaults.IncompleteAnswer("credentials.url");
        }

        var request = new RestRequest(HttpMethod.Put, ArtifactAddress.Proxy, Repeat.Harmless) { Target = target, Headers = place.Headers };
        var tag = await RemoteArtifactRepository.PutAsync(_connection, request, new UploadSource(_content, length), cancellationToken).ConfigureAwait(false);
        return new MultipartPartMessage { PartNumber = place.PartNumber ?? number, Etag = tag, Url = place.Url };
    }

    private ValueTask<TAnswer> CallAsync<TAnswer>(string operation, MultipartMessage message, Repeat repeat, CancellationToken cancellationToken)
        where TAnswer : class, new() =>
        _connection.CallAsync<TAnswer>(new RestRequest(HttpMethod.Post, _address.OperationOn(operation, _folder), repeat) { Body = new ArraySegment<byte>(WireJson.Write(message)) }, cancellationToken);

    // The parts cost their owner money until they are dropped. What made the upload fail is what the caller must see, not that this failed too.
    private async ValueTask AbortAsync(string? uploadId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await CallAsync<EmptyMessage>("mpu/abort", new MultipartMessage { Path = _name, UploadId = uploadId }, Repeat.DoneTwice, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is MlTrackException or OperationCanceledException)
        {
            RestLog.PartsLeft(_connection.Logger, _name, _connection.Settings.Credentials.Mask(error.Message));
        }
    }
}
