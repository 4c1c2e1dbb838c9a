namespace MlTrack.Internal.IO;

/// <summary>Which fsync each durability level asks for, by kind of file.</summary>
internal static class DurabilityLevels
{
    /// <summary>For params, tags and aliases: many and small, synced only when asked for.</summary>
    /// <param name="durability">The level.</param>
    /// <returns>What to force to the disk.</returns>
    public static FsyncLevel ForValue(this Durability durability) =>
        durability == Durability.Disk ? FsyncLevel.FileAndFolder : FsyncLevel.None;

    /// <summary>
    /// For <c>meta.yaml</c> and registry files: the content is synced at every level. There are some four such writes in a run's life, and a
    /// rename that reaches the disk before its data leaves a zero-length file on several file systems, which costs the whole run.
    /// </summary>
    /// <param name="durability">The level.</param>
    /// <returns>What to force to the disk.</returns>
    public static FsyncLevel ForMeta(this Durability durability) =>
        durability == Durability.Disk ? FsyncLevel.FileAndFolder : FsyncLevel.File;
}
