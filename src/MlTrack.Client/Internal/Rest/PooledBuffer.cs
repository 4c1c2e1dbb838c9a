using System.Buffers;

namespace MlTrack.Internal.Rest;

/// <summary>A buffer that goes back to the pool.</summary>
internal sealed class PooledBuffer(int size = PooledBuffer.DefaultSize) : IDisposable
{
    internal const int DefaultSize = 81_920;

    internal byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(size);

    public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);
}
