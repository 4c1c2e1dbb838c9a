namespace MlTrack.Server.Internal.Artifacts;

/// <summary>The parts of an upload, one behind the other, as one stream; one of them is open at a time.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PartsStream(IReadOnlyList<string> files) : Stream
{
    private int _next;
    private FileStream? _part;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("Parts are read once, from the beginning.");

    public override long Position
    {
        get => throw new NotSupportedException("Parts are read once, from the beginning.");
        set => throw new NotSupportedException("Parts are read once, from the beginning.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (_part is null)
            {
                if (_next == files.Count)
                {
                    return 0;
                }

                _part = new FileStream(files[_next++], FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            }

            var read = await _part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                return read;
            }

            await _part.DisposeAsync().ConfigureAwait(false);
            _part = null;
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Parts are read once, from the beginning.");

    public override void SetLength(long value) => throw new NotSupportedException("Parts are for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are for reading.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _part?.Dispose();
        }

        base.Dispose(disposing);
    }
}
