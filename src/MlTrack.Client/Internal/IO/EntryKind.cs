namespace MlTrack.Internal.IO;

/// <summary>What a name in a folder stands for.</summary>
internal enum EntryKind
{
    /// <summary>A FIFO, socket, device or something else that is never opened.</summary>
    Other = 0,

    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A folder.</summary>
    Directory = 2,

    /// <summary>A symbolic link; on Windows also a junction or mount point. What it leads to is not known yet.</summary>
    Link = 3,
}
