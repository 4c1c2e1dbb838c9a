namespace MlTrack.Internal.IO;

/// <summary>What can be said of a process.</summary>
internal enum ProcessState
{
    /// <summary>It cannot be seen from here.</summary>
    Unknown = 0,

    /// <summary>It runs.</summary>
    Alive = 1,

    /// <summary>It ended; its number may belong to another process now.</summary>
    Gone = 2,
}
