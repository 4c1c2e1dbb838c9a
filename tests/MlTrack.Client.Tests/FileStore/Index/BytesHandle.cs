using MlTrack.Internal.IO;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>A file that is only in memory.</summary>
internal sealed class BytesHandle(byte[] bytes) : IReadHandle
{
    public FileStat Stat() => new() { Kind = EntryKind.File, Size = bytes.Length };

    public int ReadAt(long offset, Span<byte> into)
    {
        var count = (int)Math.Max(0, Math.Min(into.Length, bytes.Length - offset));
        bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(into);
        return count;
    }

    public void Dispose()
    {
    }
}
