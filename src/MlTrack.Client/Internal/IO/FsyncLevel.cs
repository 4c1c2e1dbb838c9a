namespace MlTrack.Internal.IO;

/// <summary>What is forced to the disk when a whole file is replaced.</summary>
internal enum FsyncLevel
{
    /// <summary>Nothing: the operating system writes when it likes.</summary>
    None = 0,

    /// <summary>The new content before the rename, so that a power loss never leaves a zero-length or half file under the final name.</summary>
    File = 1,

    /// <summary>The content before, and the folder after the rename: the new file survives a power loss.</summary>
    FileAndFolder = 2,
}
