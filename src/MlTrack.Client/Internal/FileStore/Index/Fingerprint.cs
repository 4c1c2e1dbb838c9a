using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// What a file looked like when it was read, in 64 bits: disk, number, length and both times of change. Another fingerprint means another content; the same one
/// means the same content, unless the file was so young when it was read that a later change could have got the same times.
/// </summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint of nothing: such a value is read again whenever it is wanted.</summary>
    internal const ulong None = 0;

    // The coarsest clock of a disk in use (FAT) counts in steps of two seconds; what changed within the last step may change again unseen.
    private const long CoarsestClock = 2_000_000_000;

    private const long NanosecondsPerTick = 100;
    private const long UnixEpochTicks = 621355968000000000;

    /// <summary>
    /// The current time, in nanoseconds since 1970, for <see cref="OfRead"/>. Taken before the file is opened, and from the system's clock, which the disk's times come from too, whatever
    /// clock the options name.
    /// </summary>
    internal static long Now => (TimeProvider.System.GetUtcNow().UtcTicks - UnixEpochTicks) * NanosecondsPerTick;

    /// <summary>The fingerprint of a file as it is; <see cref="None"/> for a link and what is no file.</summary>
    internal static ulong Of(in FileStat stat)
    {
        if (stat.Kind != EntryKind.File)
        {
            return None;
        }

        var hash = Mix(Mix(Mix(Mix(Mix(
            0x9E3779B97F4A7C15, stat.Device), stat.Inode), (ulong)stat.Size), (ulong)stat.ModifiedNanoseconds), (ulong)stat.ChangedNanoseconds);
        return hash == None ? 1 : hash;
    }

    /// <summary>The fingerprint under which what was read may be kept; <see cref="None"/> when the file was too young.</summary>
    /// <param name="stat">The file's stat, taken before its content.</param>
    /// <param name="before">The time before that.</param>
    internal static ulong OfRead(in FileStat stat, long before) =>
        Math.Max(stat.ModifiedNanoseconds, stat.ChangedNanoseconds) < before - CoarsestClock ? Of(stat) : None;

    private static ulong Mix(ulong hash, ulong value)
    {
        unchecked
        {
            hash = (hash ^ value) * 0xFF51AFD7ED558CCD;
            return hash ^ (hash >> 32);
        }
    }
}
