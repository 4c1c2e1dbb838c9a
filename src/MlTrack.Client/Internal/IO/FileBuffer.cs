namespace MlTrack.Internal.IO;

/// <summary>Where <see cref="IFileSystem.TryReadFile"/> puts a file; used again for one file after the other, so that a scan of thousands allocates nothing.</summary>
/// <remarks>Not thread-safe: one per reading thread.</remarks>
internal sealed class FileBuffer
{
    private const int InitialSize = 4096;

    private byte[] _bytes = new byte[InitialSize];

    /// <summary>The array; only the first <see cref="Length"/> bytes belong to the file.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>Number of bytes read.</summary>
    public int Length { get; private set; }

    /// <summary>What was read; valid until the next file is read into this buffer.</summary>
    public ReadOnlySpan<byte> Span => new(_bytes, 0, Length);

    /// <summary>The file's stat, taken from the open handle before reading.</summary>
    public FileStat Stat { get; private set; }

    /// <summary>Whether the file holds more than was asked for.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Gives room for a number of bytes; keeps what is there.</summary>
    /// <param name="count">Bytes needed.</param>
    /// <returns>The array, perhaps a new one.</returns>
    public byte[] Reserve(int count)
    {
        if (_bytes.Length < count) Array.Resize(ref _bytes, Math.Max(count, checked(_bytes.Length * 2)));
        return _bytes;
    }

    /// <summary>Says what a file system has put here.</summary>
    /// <param name="length">Number of bytes.</param>
    /// <param name="stat">The file's stat.</param>
    /// <param name="isCut">Whether there is more.</param>
    public void Set(int length, in FileStat stat, bool isCut)
    {
        Length = length;
        Stat = stat;
        IsCut = isCut;
    }
}
