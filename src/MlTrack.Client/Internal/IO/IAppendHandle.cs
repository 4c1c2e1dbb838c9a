namespace MlTrack.Internal.IO;

/// <summary>A file open for appending: every write lands at the end, whatever other processes have appended meanwhile.</summary>
/// <remarks>Not thread-safe; <see cref="AppendFile"/> is the guarded form. Every member throws <see cref="StoreIOException"/> on a fault.</remarks>
internal interface IAppendHandle : IDisposable
{
    /// <summary>Writes once, without any buffer.</summary>
    /// <param name="bytes">What to append.</param>
    /// <returns>How many bytes the system took: fewer than asked for is possible and must be handled.</returns>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Asks the open file, so that a deleted or replaced one can be told (<see cref="FileStat.Links"/> is 0).</summary>
    /// <returns>The stat.</returns>
    FileStat Stat();

    /// <summary>Reads from an offset.</summary>
    /// <param name="offset">Offset in bytes from the start.</param>
    /// <param name="into">Where to put the bytes.</param>
    /// <returns>The number of bytes read; fewer than asked for only at the end of the file.</returns>
    int ReadAt(long offset, Span<byte> into);

    /// <summary>Cuts the file back.</summary>
    /// <param name="length">The new length in bytes.</param>
    void Truncate(long length);

    /// <summary>Returns when all written bytes are on the disk. After a fault it must not be repeated on this handle.</summary>
    void Fsync();

    /// <summary>
    /// Writes what the file holds from an offset on once more, in place: after a failed <see cref="Fsync"/> the system takes the bytes for written, though
    /// they are in its memory only. Bytes that others append meanwhile are not touched.
    /// </summary>
    /// <param name="offset">Offset in bytes from the start.</param>
    void RewriteFrom(long offset);
}
