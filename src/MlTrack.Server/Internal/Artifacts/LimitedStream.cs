using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>The body of an upload, counted; more than is allowed ends it.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LimitedStream(Stream body, long limit) : Stream
{
    /// <summary>How many bytes were read.</summary>
    internal long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of an upload is known at its end.");

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException("An upload is read once, from the beginning.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The body of a request is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An upload is read once, from the beginning.");

    public override void SetLength(long value) => throw new NotSupportedException("The body of a request is for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The body of a request is for reading.");

    internal static BadHttpRequestException TooLarge(long limit) =>
        new($"The file is longer than the {limit} bytes that this server takes.", StatusCodes.Status413PayloadTooLarge);

    private int Counted(int count)
    {
        Count += count;
        return Count <= limit ? count : throw TooLarge(limit);
    }
}
