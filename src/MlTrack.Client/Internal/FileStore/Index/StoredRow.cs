using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Where a snapshot has the whole of a row of which only a part is in memory. Thread-safe.</summary>
/// <param name="source">The file.</param>
/// <param name="checksum">Of the bytes: nobody writes into a snapshot, but nothing is believed that is not what it was.</param>
internal sealed class StoredRow(RowSource source, long offset, int length, ulong checksum)
{
    /// <summary>What made the part.</summary>
    internal RowExtract Extract => source.Extract;

    /// <summary>Reads it; null when it cannot be had any more.</summary>
    internal RunRow? TryRead()
    {
        var bytes = new byte[length];
        try
        {
            if (source.Handle.ReadAt(offset, bytes) != length)
            {
                return null;
            }
        }
        catch (StoreIOException)
        {
            // The store was disposed, or the disk has a fault. The run's own files say the same.
            return null;
        }

        var row = new RunRow(bytes, 0, length);
        return SnapshotHash.Of(bytes) == checksum && row.IsSound(source.KeyCount) ? row : null;
    }
}

/// <summary>A snapshot whose rows are in memory in part.</summary>
/// <param name="Handle">The file; a snapshot that has taken its place since is another file.</param>
internal sealed record RowSource(IReadHandle Handle, RowExtract Extract, int KeyCount);
