namespace MlTrack;

/// <summary>What an acknowledged record (a call that returned without error) has reached, and so what a fault can take away.</summary>
public enum Durability
{
    /// <summary>
    /// With the operating system. A process fault (kill, crash) loses nothing acknowledged. A system fault (power loss) may lose the last
    /// seconds of metrics, params and tags (some 30 s on Linux defaults); every file that exists is readable, and no run
    /// disappears that was created more than 30 s before.
    /// </summary>
    Process = 0,

    /// <summary>
    /// Metrics wait in memory for at most the flush interval (100 ms). A process fault loses at most that interval of metrics;
    /// a system fault the same as with <see cref="Process"/>.
    /// </summary>
    Buffered = 1,

    /// <summary>
    /// On the disk. A process fault loses nothing. A system fault loses nothing that a completed flush or end covered; otherwise at most
    /// the disk flush interval (1 s) of metrics.
    /// </summary>
    Disk = 2,
}
