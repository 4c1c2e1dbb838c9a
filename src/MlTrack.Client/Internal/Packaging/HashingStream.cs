using System.Security.Cryptography;

namespace MlTrack.Internal.Packaging;

/// <summary>Hashes and counts what is read through it, so that a file is read once for its copy and its hash.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <summary>The bytes read so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Gives the SHA-256 of what was read, in lower-case hexadecimal digits. Once.</summary>
    internal string GetHash() => ModelManifest.ToHex(_hash.GetHashAndReset());

    public override int Read(byte[] buffer, int offset, int count) => Take(buffer, offset, inner.Read(buffer, offset, count));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
#pragma warning disable CA1835 // The overload for memory does not exist in the older target.
        return Take(buffer, offset, await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false));
#pragma warning restore CA1835
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(byte[] buffer, int offset, int read)
    {
        _hash.AppendData(buffer, offset, read);
        Count += read;
        return read;
    }
}
