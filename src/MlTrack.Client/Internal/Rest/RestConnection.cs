using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Internal.Rest;

/// <summary>Sends requests of MLflow's API to one server and reads the answers, again and again where that helps. Thread-safe.</summary>
internal sealed class RestConnection : IDisposable
{
    private const int MaxRedirects = 5;

    private static readonly string UserAgent = "mltrack/" +
        (typeof(RestConnection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly RestSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    internal RestConnection(RestSettings settings, MlTrackClientOptions options)
    {
        _settings = settings;
        _time = options.TimeProvider;
        Logger = options.LoggerFactory.CreateLogger("MlTrack.Rest");
        _client = new HttpClient(RestHandlers.Create(settings), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        Abilities = new ServerAbilities(this, _time);
        if (!settings.Server.IsConfidential && settings.Credentials.IsSecret)
        {
            RestLog.CredentialsInClear(Logger, settings.Server.Text);
        }

        if (settings.InsecureTls)
        {
            RestLog.CertificateNotChecked(Logger, settings.Server.Text);
        }
    }

    internal ServerAddress Server => _settings.Server;

    internal RestSettings Settings => _settings;

    internal ILogger Logger { get; }

    internal ServerAbilities Abilities { get; }

    /// <summary>How waits are waited; tests put their own in its place.</summary>
    internal Func<TimeSpan, CancellationToken, Task> Delay { get; set; } = Task.Delay;

    /// <summary>Sends a message and reads the answer.</summary>
    /// <exception cref="MlTrackException">The server refused, or could not be reached, or not made sense of.</exception>
    internal async ValueTask<TAnswer> CallAsync<TAnswer>(RestRequest request, CancellationToken cancellationToken)
        where TAnswer : class, new()
    {
        var body = await RepeatAsync(request, token => ReadOnceAsync(request, token), cancellationToken).ConfigureAwait(false);
        try
        {
            return body is null || body.Length == 0 ? new TAnswer() : WireJson.Read<TAnswer>(body);
        }
        catch (JsonException error)
        {
            throw RestFaults.NoJson(request, Server, Encoding.UTF8.GetString(body!), _settings.Credentials, error);
        }
    }

    /// <summary>Carries out one request, again where a fault may pass and a repeat does no harm.</summary>
    /// <param name="request">What is asked; its <see cref="RestRequest.Repeat"/> decides.</param>
    /// <param name="attempt">One attempt; it fails with <see cref="RestAttemptException"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What the attempt gave; null where a refusal shows that an earlier attempt had done the work.</returns>
    internal async ValueTask<T?> RepeatAsync<T>(RestRequest request, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        var mayBeDone = false;
        for (var retry = 1; ; retry++)
        {
            RestFailure failure;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (RestAttemptException error)
            {
                failure = error.Failure;
            }

            if (mayBeDone && request.Repeat == Repeat.RefusedWhenDone && failure.Exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
            {
                return null;
            }

            if (retry > _settings.Retry.MaxRetries || !RetryPolicy.Allows(request.Repeat, failure))
            {
                throw failure.Exception;
            }

            mayBeDone |= failure.Begun == Begun.Maybe;
            var wait = _settings.Retry.GetWait(retry, failure.RetryAfter);
            RestLog.RequestRepeated(Logger, request.ToString(), wait, retry, _settings.Retry.MaxRetries, failure.Exception.Message);
            await Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request once and gives the answer as soon as its head is there; what is no success fails.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="create">Makes the body, or null for none; called again for a redirect.</param>
    /// <param name="adjust">Sets further headers, or null.</param>
    /// <param name="timer">The limits of this attempt.</param>
    /// <exception cref="RestAttemptException">The attempt failed.</exception>
    internal async Task<HttpResponseMessage> SendOnceAsync(
        RestRequest request,
        Func<HttpContent>? create,
        Action<HttpRequestMessage>? adjust,
        AttemptTimer timer)
    {
        var target = request.Target ?? Server.At(request.Path);
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendToAsync(request, target, create, adjust, timer).ConfigureAwait(false);
            timer.Restart();
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                target = GetRedirect(request, response, target, redirects) ?? throw await RefuseAsync(request, response, timer).ConfigureAwait(false);
            }

            RestLog.Redirected(Logger, request.ToString(), target.GetLeftPart(UriPartial.Path));
        }
    }

    /// <summary>What an attempt means that ended in an exception.</summary>
    /// <exception cref="OperationCanceledException">The caller stopped.</exception>
    internal RestAttemptException Explain(RestRequest request, Exception error, AttemptTimer timer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new RestAttemptException(timer.IsOver || error is OperationCanceledException
            ? RestFaults.TimedOut(request, Server, _settings.Timeout, error)
            : RestFaults.Broken(request, Server, error, _settings.Credentials));
    }

    /// <summary>What breaks off an attempt, other than the answer itself.</summary>
    internal static bool IsBreak(Exception error) => error is HttpRequestException or IOException or OperationCanceledException;

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> ReadOnceAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var timer = new AttemptTimer(_settings.Timeout, cancellationToken);
        try
        {
            using var response = await SendOnceAsync(request, request.Body is { } body ? () => JsonContent(body) : null, null, timer).ConfigureAwait(false);
            return await ReadBodyAsync(request, response, timer).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBreak(error))
        {
            throw Explain(request, error, timer, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendToAsync(
        RestRequest request, Uri target, Func<HttpContent>? create, Action<HttpRequestMessage>? adjust, AttemptTimer timer)
    {
        using var message = new HttpRequestMessage(request.Method, target) { Content = create?.Invoke() };
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "*/*");
        if (ServerAddress.IsSameOrigin(target, Server.Root))
        {
            message.Headers.Authorization = await _settings.Credentials.GetHeaderAsync(timer.Token).ConfigureAwait(false);
            foreach (var header in _settings.Headers)
            {
                message.Headers.Remove(header.Key);
                if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
                {
                    throw RestFaults.BadSetting($"'{header.Key}' cannot be sent as a header of requests.");
                }
            }
        }

        foreach (var header in request.Headers ?? NoHeaders)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                message.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        adjust?.Invoke(message);
        return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timer.Token).ConfigureAwait(false);
    }

    private Uri? GetRedirect(RestRequest request, HttpResponseMessage response, Uri from, int redirects)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(from, location);
        var shown = target.GetLeftPart(UriPartial.Path);
        var isRead = request.Method == HttpMethod.Get;
        var why = target switch
        {
            _ when !_settings.AllowRedirects => "redirects are not allowed (MLFLOW_ALLOW_HTTP_REDIRECTS).",
            _ when redirects == MaxRedirects => "that was one redirect too many.",
            _ when target.Scheme != Uri.UriSchemeHttps && target.Scheme != from.Scheme => "that is less safe than what was asked for.",
            _ when isRead => null,
            _ when (int)response.StatusCode is 307 or 308 && ServerAddress.IsSameOrigin(target, from) => null,
            _ => "what is written is not sent to another address. If the server has moved, change the tracking URI.",
        };
        return why is null ? target : throw RestFaults.NotFollowed(request, response.StatusCode, shown, why);
    }

    private async Task<RestAttemptException> RefuseAsync(RestRequest request, HttpResponseMessage response, AttemptTimer timer)
    {
        var body = await ReadBodyAsync(request, response, timer).ConfigureAwait(false);
        return new RestAttemptException(RestFaults.Refused(request, response, body, _settings.Credentials, _time.GetUtcNow()));
    }

    private async Task<byte[]> ReadBodyAsync(RestRequest request, HttpResponseMessage response, AttemptTimer timer)
    {
        var limit = _settings.MaxAnswerBytes;
        if (response.Content.Headers.ContentLength > limit)
        {
            throw RestFaults.TooLong(request, limit);
        }

        var clock = Stopwatch.StartNew();
        using var whole = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? 0, limit));
#if NET
        var stream = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
#else
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        using var buffer = new PooledBuffer();
        while (true)
        {
            timer.Restart(_settings.AnswerTimeout - clock.Elapsed);
            var read = await ReadPieceAsync(stream, buffer.Bytes, timer.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return whole.Capacity == whole.Length ? whole.GetBuffer() : whole.ToArray();
            }

            whole.Write(buffer.Bytes, 0, read);
            if (whole.Length > limit)
            {
                throw RestFaults.TooLong(request, limit);
            }
        }
    }

    /// <summary>Reads a piece, and stops when told to, also where the stream itself does not look at its token.</summary>
    internal static async ValueTask<int> ReadPieceAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
#if NET
        return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
#else
        // On .NET Framework only closing the stream ends a read that hangs.
        using (cancellationToken.Register(static state => ((Stream)state!).Dispose(), stream))
        {
            try
            {
                return await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
#endif
    }

    private static ByteArrayContent JsonContent(ArraySegment<byte> body) => new(body.Array!, body.Offset, body.Count) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

/// <summary>An attempt failed; the loop around it decides what comes of it.</summary>
internal sealed class RestAttemptException(RestFailure failure) : Exception(failure.Exception.Message, failure.Exception)
{
    internal RestFailure Failure { get; } = failure;
}
