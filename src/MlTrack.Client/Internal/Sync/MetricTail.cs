using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Sync;

/// <summary>A metric file that is read from a byte on.</summary>
internal sealed class MetricTail : IDisposable
{
    /// <summary>As many bytes before an offset as its check covers.</summary>
    private const int CheckBytes = 64;

    private readonly IReadHandle _handle;

    private MetricTail(IReadHandle handle)
    {
        _handle = handle;
        Length = handle.Stat().Size;
    }

    /// <summary>The file's length when it was opened; what comes later is for the next pass.</summary>
    internal long Length { get; }

    /// <summary>Opens a file; null when it is gone.</summary>
    internal static MetricTail? TryOpen(IFileSystem files, string path)
    {
        try
        {
            return new MetricTail(files.OpenRead(path));
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
        {
            return null;
        }
    }

    /// <summary>The hash of the bytes before an offset; empty at the beginning of the file.</summary>
    internal string CheckOf(long offset)
    {
        var bytes = new byte[(int)Math.Min(offset, CheckBytes)];
        return bytes.Length == 0 ? "" : _handle.ReadAt(offset - bytes.Length, bytes) == bytes.Length ? Hashes.Of(bytes) : "cut";
    }

    /// <summary>Reads points; the caller disposes the reader before this.</summary>
    /// <param name="from">Where to begin: the start of a line.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="hasEnded">Whether the run has ended: then the file's last line may lack its end. Elsewhere such a line is one that was cut by <paramref name="to"/>.</param>
    internal MetricFileReader Read(long from, long to, bool hasEnded) =>
        MetricFileReader.OverRange(_handle, from, Math.Min(to, Length), acceptUnterminated: hasEnded && to >= Length);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
