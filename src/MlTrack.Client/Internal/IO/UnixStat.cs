using System.Runtime.InteropServices;

namespace MlTrack.Internal.IO;

/// <summary>
/// Asks for a file's facts. On Linux by <c>statx</c>, whose answer has one layout on every processor (<c>struct stat</c> has many, and older C libraries do
/// not even export <c>fstat</c>); on macOS by <c>struct stat</c> with 64-bit inode numbers.
/// </summary>
internal static unsafe class UnixStat
{
    private const int AnswerSize = 256;
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xF000;

    /// <summary>Asks for an absolute path.</summary>
    /// <param name="path">Encoded path.</param>
    /// <param name="followLink">Whether a link in the last segment is followed.</param>
    /// <param name="stat">The answer.</param>
    /// <returns>0 or the error.</returns>
    public static int OfPath(byte* path, bool followLink, out FileStat stat) => OfPath(UnixFolder.None, path, followLink, out stat);

    /// <summary>Asks for a path.</summary>
    /// <param name="folder">The open folder that the path starts at, or <see cref="UnixFolder.None"/>; on macOS always that.</param>
    /// <param name="path">Encoded path.</param>
    /// <param name="followLink">Whether a link in the last segment is followed.</param>
    /// <param name="stat">The answer.</param>
    /// <returns>0 or the error.</returns>
    public static int OfPath(int folder, byte* path, bool followLink, out FileStat stat)
    {
        var answer = stackalloc byte[AnswerSize];
        int result;
        if (UnixLibc.IsApple) result = AppleStat.OfPath(path, answer, followLink);
        else result = Statx(folder, path, followLink ? 0 : NoFollow, answer);
        return Finish(result, answer, out stat);
    }

    /// <summary>Asks for an open file.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="stat">The answer.</param>
    /// <returns>0 or the error.</returns>
    public static int OfHandle(int fd, out FileStat stat)
    {
        var answer = stackalloc byte[AnswerSize];
        byte empty = 0;
        var result = UnixLibc.IsApple ? AppleStat.OfHandle(fd, answer) : Statx(fd, &empty, EmptyPath, answer);
        return Finish(result, answer, out stat);
    }

    private static int Statx(int folder, byte* path, int flags, byte* answer) => UnixFlags.StatxCall == UnixFlags.UnknownCall
        ? UnixLibc.statx(folder, path, flags, BasicStats, answer)
        : (int)UnixLibc.syscall(UnixFlags.StatxCall, folder, (nint)path, flags, (nint)BasicStats, (nint)answer);

    private static int Finish(int result, byte* answer, out FileStat stat)
    {
        if (result != 0)
        {
            stat = default;
            return UnixErrno.Last;
        }

        stat = UnixLibc.IsApple ? AppleStat.Read(answer) : ReadStatx(answer);
        return 0;
    }

    private static FileStat ReadStatx(byte* answer)
    {
        var mode = *(ushort*)(answer + 28);
        return new FileStat
        {
            Links = (int)*(uint*)(answer + 16),
            Mode = mode & 0xFFF,
            Kind = KindOf(mode),
            Inode = *(ulong*)(answer + 32),
            Size = *(long*)(answer + 40),
            ModifiedNanoseconds = Nanoseconds(*(long*)(answer + 112), *(uint*)(answer + 120)),
            ChangedNanoseconds = Nanoseconds(*(long*)(answer + 96), *(uint*)(answer + 104)),
            Device = ((ulong)*(uint*)(answer + 136) << 32) | *(uint*)(answer + 140),
        };
    }

    private static EntryKind KindOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => EntryKind.File,
        0x4000 => EntryKind.Directory,
        0xA000 => EntryKind.Link,
        _ => EntryKind.Other,
    };

    // A damaged inode may carry any time: the sum wraps around instead of failing.
    private static long Nanoseconds(long seconds, uint nanoseconds) => unchecked((seconds * 1_000_000_000) + nanoseconds);

    private static class AppleStat
    {
        private static readonly bool _isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

        public static int OfPath(byte* path, byte* answer, bool followLink)
        {
            if (followLink) return _isArm ? stat(path, answer) : StatIntel(path, answer);
            return _isArm ? lstat(path, answer) : LstatIntel(path, answer);
        }

        public static int OfHandle(int fd, byte* answer) => _isArm ? fstat(fd, answer) : FstatIntel(fd, answer);

        public static FileStat Read(byte* answer)
        {
            var mode = *(ushort*)(answer + 4);
            return new FileStat
            {
                Device = *(uint*)answer,
                Links = *(ushort*)(answer + 6),
                Mode = mode & 0xFFF,
                Kind = KindOf(mode),
                Inode = *(ulong*)(answer + 8),
                ModifiedNanoseconds = Nanoseconds(*(long*)(answer + 48), (uint)*(long*)(answer + 56)),
                ChangedNanoseconds = Nanoseconds(*(long*)(answer + 64), (uint)*(long*)(answer + 72)),
                Size = *(long*)(answer + 96),
            };
        }

        [DllImport("libc", SetLastError = true)]
        private static extern int stat(byte* path, byte* answer);

        [DllImport("libc", SetLastError = true)]
        private static extern int lstat(byte* path, byte* answer);

        [DllImport("libc", SetLastError = true)]
        private static extern int fstat(int fd, byte* answer);

        [DllImport("libc", EntryPoint = "stat$INODE64", SetLastError = true)]
        private static extern int StatIntel(byte* path, byte* answer);

        [DllImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
        private static extern int LstatIntel(byte* path, byte* answer);

        [DllImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
        private static extern int FstatIntel(int fd, byte* answer);
    }
}
