using System.Buffers;

namespace MlTrack.Internal.Rest;

/// <summary>A buffer that goes back to the pool.</summary>
internal sealed class PooledBuffer : IDisposable
{
    private const int Size = 81_920;

    internal byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(Size);

    public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);
}
