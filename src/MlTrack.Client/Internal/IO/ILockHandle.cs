namespace MlTrack.Internal.IO;

/// <summary>An advisory lock on a plain file, held while the handle is open; the system releases it when the process dies.</summary>
/// <remarks>Not thread-safe.</remarks>
internal interface ILockHandle : IDisposable
{
    /// <summary>Asks the open file, so that a lock file deleted by its last holder can be told (<see cref="FileStat.Links"/> is 0).</summary>
    /// <returns>The stat.</returns>
    FileStat Stat();

    /// <summary>Replaces the content; also moves the file's time, which is the sign of life for other hosts.</summary>
    /// <param name="bytes">The new content.</param>
    void Write(ReadOnlySpan<byte> bytes);
}
