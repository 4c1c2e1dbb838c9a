using System.Net;
using System.Net.Http.Headers;

namespace MlTrack.Internal.Rest;

/// <summary>What is uploaded: the rest of a stream, or a part of it. It is the caller's and never closed here.</summary>
internal sealed class UploadSource
{
    private readonly Stream _stream;
    private readonly long _start;
    private bool _isTouched;

    /// <param name="stream">The stream, read from where it stands.</param>
    /// <param name="length">How many bytes; null for all until its end, which is not known before.</param>
    internal UploadSource(Stream stream, long? length)
    {
        (_stream, Length) = (stream, length);
        _start = stream.CanSeek ? stream.Position : 0;
    }

    internal long? Length { get; }

    /// <summary>True while the body can still be sent from its beginning.</summary>
    internal bool CanRepeat => _stream.CanSeek || !_isTouched;

    /// <summary>What the stream itself threw, as opposed to the network.</summary>
    internal Exception? Fault { get; private set; }

    internal async Task CopyToAsync(Stream target, AttemptTimer timer)
    {
        Rewind();
        using var buffer = new PooledBuffer();
        var left = Length ?? long.MaxValue;
        while (left > 0)
        {
            var read = await ReadAsync(buffer.Bytes, (int)Math.Min(left, buffer.Bytes.Length), timer.Token).ConfigureAwait(false);
            if (read == 0)
            {
                if (Length is not null)
                {
                    Fault = new EndOfStreamException("The content to upload became shorter while it was read.");
                    throw Fault;
                }

                break;
            }

            await target.WriteAsync(buffer.Bytes, 0, read, timer.Token).ConfigureAwait(false);
            timer.Restart();
            left -= read;
        }
    }

    private void Rewind()
    {
        if (_stream.CanSeek)
        {
            _stream.Position = _start;
        }
        else if (_isTouched)
        {
            Fault = new NotSupportedException("The content to upload can be read only once, and the server asked for it twice.");
            throw Fault;
        }

        _isTouched = true;
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, int count, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Fault = error;
            throw;
        }
    }
}

/// <summary>The body of an upload. As long as it moves, no time limit ends it.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly UploadSource _source;
    private readonly AttemptTimer _timer;

    internal UploadContent(UploadSource source, AttemptTimer timer)
    {
        (_source, _timer) = (source, timer);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _source.CopyToAsync(stream, _timer);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _source.Length ?? 0;
        return _source.Length is not null;
    }
}
