using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>A regular file, opened by the file layer, as a stream for reading. Reads complete before they return.</summary>
/// <remarks>Not thread-safe. A file that is replaced meanwhile is read to its old end.</remarks>
internal sealed class ReadHandleStream : Stream
{
    private readonly IReadHandle _handle;
    private long _position;
    private bool _disposed;

    internal ReadHandleStream(IReadHandle handle) => _handle = handle;

    /// <inheritdoc/>
    public override bool CanRead => !_disposed;

    /// <inheritdoc/>
    public override bool CanSeek => !_disposed;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => Open().Stat().Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadInto(new Span<byte>(buffer, offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ReadInto(new Span<byte>(buffer, offset, count)));
    }

#if NET
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => ReadInto(buffer);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(ReadInto(buffer.Span));
    }
#endif

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => Length,
        };
        if (target < 0)
        {
            throw new IOException("A position before the beginning of the file was asked for.");
        }

        return _position = target;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is for reading.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is for reading.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _handle.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadInto(Span<byte> buffer)
    {
        var count = Open().ReadAt(_position, buffer);
        _position += count;
        return count;
    }

    private IReadHandle Open() => _disposed ? throw new ObjectDisposedException(nameof(ReadHandleStream)) : _handle;
}
