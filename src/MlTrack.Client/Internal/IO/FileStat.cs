namespace MlTrack.Internal.IO;

/// <summary>What the file system knows of a file at one moment.</summary>
/// <remarks>Two stats with equal <see cref="Device"/>, <see cref="Inode"/>, <see cref="Size"/> and <see cref="ModifiedNanoseconds"/> are taken for
/// the same content. A replaced file (rename) has another inode, an appended one another size.</remarks>
internal readonly record struct FileStat
{
    /// <summary>What it is.</summary>
    public EntryKind Kind { get; init; }

    /// <summary>Length in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Last change of the content, in nanoseconds since 1970 UTC (Windows: in steps of 100).</summary>
    public long ModifiedNanoseconds { get; init; }

    /// <summary>Last change of the content, the rights or the names, in nanoseconds since 1970 UTC; unlike <see cref="ModifiedNanoseconds"/> no program can set it. 0 on Windows.</summary>
    public long ChangedNanoseconds { get; init; }

    /// <summary>Number of the file on its disk (Windows: file index).</summary>
    public ulong Inode { get; init; }

    /// <summary>Number of the disk (Windows: volume serial number).</summary>
    public ulong Device { get; init; }

    /// <summary>The twelve permission bits on Unix, 0 on Windows.</summary>
    public int Mode { get; init; }

    /// <summary>Number of names; 0 for an open file that has been deleted.</summary>
    public int Links { get; init; }

    /// <summary>Whether both are the same file, whatever its content.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when disk and number are equal.</returns>
    public bool IsSameFileAs(in FileStat other) => Inode == other.Inode && Device == other.Device;
}
