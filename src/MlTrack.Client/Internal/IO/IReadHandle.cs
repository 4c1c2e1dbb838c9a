namespace MlTrack.Internal.IO;

/// <summary>A regular file open for reading at any offset; a concurrent replace or append is allowed.</summary>
/// <remarks>Every member throws <see cref="StoreIOException"/> on a fault. Reading at different offsets from several threads is allowed.</remarks>
internal interface IReadHandle : IDisposable
{
    /// <summary>Asks the open file.</summary>
    /// <returns>The stat.</returns>
    FileStat Stat();

    /// <summary>Reads from an offset.</summary>
    /// <param name="offset">Offset in bytes from the start.</param>
    /// <param name="into">Where to put the bytes.</param>
    /// <returns>The number of bytes read; fewer than asked for only at the end of the file.</returns>
    int ReadAt(long offset, Span<byte> into);
}
