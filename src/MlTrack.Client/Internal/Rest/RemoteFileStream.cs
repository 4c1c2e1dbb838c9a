using System.Net;
using System.Net.Http.Headers;

namespace MlTrack.Internal.Rest;

/// <summary>
/// A file of a server, read as it comes. When the connection breaks it is opened again from the byte that is missing, as often in a row as requests are repeated.
/// </summary>
/// <remarks>
/// A file that was replaced meanwhile is not joined with what was read of the old one: it is told apart by its <c>ETag</c> or date, and where the server gives none, by its length.
/// Not thread-safe. Synchronous reads work but do not survive a broken connection.
/// </remarks>
internal sealed class RemoteFileStream : Stream
{
    private readonly RestConnection _connection;
    private readonly RestRequest _request;
    private HttpResponseMessage? _response;
    private Stream? _content;
    private AttemptTimer? _timer;
    private RangeConditionHeaderValue? _validator;
    private long? _length;
    private long _offset;
    private int _failures;
    private bool _isDisposed;

    private RemoteFileStream(RestConnection connection, string path)
    {
        _connection = connection;
        _request = new RestRequest(HttpMethod.Get, path, Repeat.Harmless);
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _length ?? throw new NotSupportedException("The server does not say how long the file is.");

    /// <inheritdoc/>
    public override long Position
    {
        get => _offset;
        set => throw new NotSupportedException("A file of a server is read from its beginning to its end.");
    }

    /// <summary>Asks for the file; gives the stream when the server begins to answer.</summary>
    internal static async ValueTask<RemoteFileStream> OpenAsync(RestConnection connection, string path, CancellationToken cancellationToken)
    {
        var stream = new RemoteFileStream(connection, path);
        await stream.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <inheritdoc/>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return 0;
        }

        while (true)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(RemoteFileStream));
            }

            try
            {
                if (_content is null)
                {
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                }

                var read = await ReadPieceAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
                _offset += read;
                _failures = read > 0 ? 0 : _failures;
                return read;
            }
            catch (Exception error) when (RestConnection.IsBreak(error))
            {
                await RecoverAsync(error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            var read = (_content ?? throw new ObjectDisposedException(nameof(RemoteFileStream))).Read(buffer, offset, count);
            _offset += read;
            return read;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw RestFaults.Broken(_request, _connection.Server, error, _connection.Settings.Credentials).Exception;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A file of a server is read from its beginning to its end.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is for reading.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is for reading.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            Disconnect();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadPieceAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        // The timer has the caller's token of the call that connected; this call's own may be another.
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_timer!.Token, cancellationToken);
        _timer.Restart();
#if NET
        var read = await _content!.ReadAsync(buffer.AsMemory(offset, count), linked.Token).ConfigureAwait(false);
#else
        int read;
        using (linked.Token.Register(static state => ((Stream)state!).Dispose(), _content))
        {
            try
            {
                read = await _content!.ReadAsync(buffer, offset, count, linked.Token).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (linked.IsCancellationRequested)
            {
                throw new OperationCanceledException(linked.Token);
            }
        }
#endif
        if (read == 0 && _offset < _length)
        {
            throw new EndOfStreamException("The answer ended before the file did.");
        }

        _timer.Pause();
        return read;
    }

    private async ValueTask RecoverAsync(Exception error, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var failure = _timer is { IsOver: true }
            ? RestFaults.TimedOut(_request, _connection.Server, _connection.Settings.Timeout, error)
            : RestFaults.Broken(_request, _connection.Server, error, _connection.Settings.Credentials);
        Disconnect();
        if (++_failures > _connection.Settings.Retry.MaxRetries)
        {
            throw failure.Exception;
        }

        RestLog.TransferResumed(_connection.Logger, _request.Endpoint, _offset, failure.Exception.Message);
        await _connection.Delay(_connection.Settings.Retry.GetWait(_failures, null), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ConnectAsync(CancellationToken cancellationToken) =>
        await _connection.RepeatAsync(
            _request,
            async token =>
            {
                // Not the caller's token: it would end reads that come later with other tokens.
                var timer = new AttemptTimer(_connection.Settings.Timeout, CancellationToken.None);
                using var stop = token.Register(static state => ((AttemptTimer)state!).Stop(), timer);
                HttpResponseMessage? response = null;
                try
                {
                    response = await _connection.SendOnceAsync(_request, null, Adjust, timer).ConfigureAwait(false);
                    await TakeAsync(response, timer).ConfigureAwait(false);
                    timer.Pause();
                    _timer = timer;
                    return this;
                }
                catch (Exception error)
                {
                    response?.Dispose();
                    var explained = RestConnection.IsBreak(error) ? _connection.Explain(_request, error, timer, token) : null;
                    timer.Dispose();
                    if (explained is not null)
                    {
                        throw explained;
                    }

                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);

    private void Adjust(HttpRequestMessage message)
    {
        // Compressed answers have no ranges of the file.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (_offset > 0)
        {
            message.Headers.Range = new RangeHeaderValue(_offset, null);
            message.Headers.IfRange = _validator;
        }
    }

    private async ValueTask TakeAsync(HttpResponseMessage response, AttemptTimer timer)
    {
        var isPart = response.StatusCode == HttpStatusCode.PartialContent;
        var length = isPart ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;
        if (_offset > 0 && (length != _length || (isPart && response.Content.Headers.ContentRange?.From != _offset) || (!isPart && !IsSame(response))))
        {
            throw new MlTrackException(
                MlTrackErrorCode.IoError, $"'{_request.Endpoint}' was changed on the server while it was read. Read it again from its beginning.") { IsTransient = true };
        }

        _validator ??= Validator(response);
        _length ??= length;
#if NET
        var content = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
#else
        var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        if (_offset > 0 && !isPart)
        {
            await SkipAsync(content, timer).ConfigureAwait(false);
        }

        (_response, _content) = (response, content);
    }

    // A server without ranges sends the file from its beginning: what is there already is passed over.
    private async ValueTask SkipAsync(Stream content, AttemptTimer timer)
    {
        using var buffer = new PooledBuffer();
        for (var left = _offset; left > 0;)
        {
            timer.Restart();
            var read = await content.ReadAsync(buffer.Bytes, 0, (int)Math.Min(left, buffer.Bytes.Length), timer.Token).ConfigureAwait(false);
            left -= read > 0 ? read : throw new EndOfStreamException("The answer ended before the file did.");
        }
    }

    private bool IsSame(HttpResponseMessage response) => _validator is null ? _length is not null : _validator.Equals(Validator(response));

    private static RangeConditionHeaderValue? Validator(HttpResponseMessage response) => response switch
    {
        { Headers.ETag: { IsWeak: false } tag } => new RangeConditionHeaderValue(tag),
        { Content.Headers.LastModified: { } date } => new RangeConditionHeaderValue(date),
        _ => null,
    };

    private void Disconnect()
    {
        _content?.Dispose();
        _response?.Dispose();
        _timer?.Dispose();
        (_content, _response, _timer) = (null, null, null);
    }
}
