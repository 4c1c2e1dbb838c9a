using System.Runtime.InteropServices;

namespace MlTrack.Internal.IO;

/// <summary>The system calls that .NET does not offer in the form needed. Only blittable types cross, so neither target needs generated marshalling.</summary>
/// <remarks>
/// Names in lower case are the C library's own. <c>open</c> is variadic in C: where variadic arguments travel like ordinary ones (all but Apple's arm64) a plain
/// declaration works; on Apple's arm64 the mode must lie on the stack, hence the padded twin. 64-bit processes only, as <c>off_t</c> is 64 bits wide here.
/// </remarks>
internal static unsafe class UnixLibc
{
    public const int LockExclusiveNonBlocking = 2 | 4;
    public const int FullFsync = 51; // F_FULLFSYNC of macOS
    public const int RenameExclusiveApple = 4; // RENAME_EXCL
    private const string Library = "libc";

    public static readonly bool IsApple = OperatingSystem.IsMacOS() || OperatingSystem.IsIOS();
    private static readonly bool _isAppleArm = IsApple && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [DllImport(Library, SetLastError = true)]
    public static extern int close(int fd);

    [DllImport(Library, SetLastError = true)]
    public static extern nint read(int fd, byte* buffer, nuint count);

    [DllImport(Library, SetLastError = true)]
    public static extern nint pread(int fd, byte* buffer, nuint count, long offset);

    [DllImport(Library, SetLastError = true)]
    public static extern nint write(int fd, byte* buffer, nuint count);

    [DllImport(Library, SetLastError = true)]
    public static extern nint pwrite(int fd, byte* buffer, nuint count, long offset);

    [DllImport(Library, SetLastError = true)]
    public static extern int ftruncate(int fd, long length);

    [DllImport(Library, SetLastError = true)]
    public static extern int fsync(int fd);

    [DllImport(Library, SetLastError = true)]
    public static extern int fcntl(int fd, int command);

    [DllImport(Library, SetLastError = true)]
    public static extern int flock(int fd, int operation);

    [DllImport(Library, SetLastError = true)]
    public static extern int fchmod(int fd, uint mode);

    [DllImport(Library, SetLastError = true)]
    public static extern int rename(byte* source, byte* target);

    [DllImport(Library, SetLastError = true)]
    public static extern int renamex_np(byte* source, byte* target, uint flags);

    [DllImport(Library, SetLastError = true)]
    public static extern int link(byte* existing, byte* name);

    [DllImport(Library, SetLastError = true)]
    public static extern int unlink(byte* path);

    [DllImport(Library, SetLastError = true)]
    public static extern int mkdir(byte* path, uint mode);

    [DllImport(Library, SetLastError = true)]
    public static extern int rmdir(byte* path);

    [DllImport(Library, SetLastError = true)]
    public static extern byte* realpath(byte* path, byte* resolved);

    [DllImport(Library, SetLastError = true)]
    public static extern nint signal(int number, nint handler);

    [DllImport(Library, SetLastError = true)]
    public static extern int statx(int folder, byte* path, int flags, uint mask, byte* result);

    [DllImport(Library, SetLastError = true)]
    public static extern nint syscall(nint number, nint a, nint b, nint c, nint d, nint e);

    // Not for Apple's arm64: variadic, like open.
    [DllImport(Library, SetLastError = true)]
    public static extern int openat(int folder, byte* path, int flags, uint mode);

    /// <summary>Opens a file, repeating after an interruption.</summary>
    /// <param name="path">Encoded path, ended by NUL.</param>
    /// <param name="flags">Flags of <see cref="UnixFlags"/>.</param>
    /// <param name="mode">Mode of a file that is made.</param>
    /// <returns>The descriptor, or -1 with the error set.</returns>
    public static int Open(byte* path, int flags, uint mode = 0)
    {
        while (true)
        {
            var fd = _isAppleArm ? OpenAppleArm(path, flags, 0, 0, 0, 0, 0, 0, (nint)mode) : OpenPlain(path, flags, mode);
            if (fd >= 0 || Marshal.GetLastWin32Error() != UnixErrno.EINTR) return fd;
        }
    }

    /// <summary>The system's words for an error.</summary>
    /// <param name="errno">The error.</param>
    /// <returns>The text.</returns>
    /// <remarks>Not by Win32Exception, which lies in another assembly: loading it takes a file handle, and "too many open files" could not be reported.</remarks>
    public static string ErrorText(int errno) => Marshal.PtrToStringAnsi((IntPtr)strerror(errno)) ?? "unknown error";

    [DllImport(Library)]
    private static extern byte* strerror(int errno);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    private static extern int OpenPlain(byte* path, int flags, uint mode);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    private static extern int OpenAppleArm(byte* path, int flags, nint p2, nint p3, nint p4, nint p5, nint p6, nint p7, nint mode);
}
