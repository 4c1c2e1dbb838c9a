using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MlTrack.Internal.IO;

/// <summary>The errors of Unix calls and what they mean here.</summary>
internal static class UnixErrno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ETXTBSY = 26;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EMLINK = 31;

    // From here on Linux and macOS number differently.
    public static readonly int EAGAIN = UnixLibc.IsApple ? 35 : 11;
    public static readonly int ELOOP = UnixLibc.IsApple ? 62 : 40;
    public static readonly int ENAMETOOLONG = UnixLibc.IsApple ? 63 : 36;
    public static readonly int ENOTEMPTY = UnixLibc.IsApple ? 66 : 39;
    public static readonly int EDQUOT = UnixLibc.IsApple ? 69 : 122;
    public static readonly int ESTALE = UnixLibc.IsApple ? 70 : 116;
    public static readonly int ENOLCK = UnixLibc.IsApple ? 77 : 37;
    public static readonly int ENOSYS = UnixLibc.IsApple ? 78 : 38;
    public static readonly int ENOTSUP = UnixLibc.IsApple ? 45 : 95;
    public static readonly int EOPNOTSUPP = UnixLibc.IsApple ? 102 : 95;

    /// <summary>The error of the last call of this thread; must be asked for at once.</summary>
    public static int Last => Marshal.GetLastWin32Error();

    /// <summary>Whether an error says that the file system or kernel has no such operation, so that another way should be tried.</summary>
    /// <param name="errno">The error.</param>
    /// <returns>True if so. EPERM counts: exFAT and seccomp filters answer with it.</returns>
    public static bool MeansUnsupported(int errno) =>
        errno is EPERM or EINVAL or EMLINK || errno == ENOSYS || errno == ENOTSUP || errno == EOPNOTSUPP;

    /// <summary>Throws for an error of the system.</summary>
    /// <param name="errno">The error.</param>
    /// <param name="operation">What was tried, as a verb phrase.</param>
    /// <param name="path">The file or folder.</param>
    [DoesNotReturn]
    public static void Throw(int errno, string operation, string path) => throw Make(errno, operation, path);

    /// <summary>Makes the exception for an error of the system.</summary>
    /// <param name="errno">The error.</param>
    /// <param name="operation">What was tried, as a verb phrase.</param>
    /// <param name="path">The file or folder.</param>
    /// <returns>The exception.</returns>
    public static StoreIOException Make(int errno, string operation, string path) =>
        new(KindOf(errno), operation, path, UnixLibc.ErrorText(errno), errno);

    /// <summary>Maps an error to its kind.</summary>
    /// <param name="errno">The error.</param>
    /// <returns>The kind.</returns>
    public static StoreIOError KindOf(int errno) => errno switch
    {
        ENOENT => StoreIOError.NotFound,
        EEXIST => StoreIOError.AlreadyExists,
        ENOSPC => StoreIOError.NoSpace,
        EFBIG => StoreIOError.TooLarge,
        EROFS => StoreIOError.ReadOnly,
        EACCES or EPERM => StoreIOError.AccessDenied,
        EMFILE or ENFILE => StoreIOError.TooManyOpenFiles,
        ENOTDIR => StoreIOError.NotADirectory,
        EISDIR => StoreIOError.IsADirectory,
        EIO => StoreIOError.IO,
        ENXIO or ENODEV => StoreIOError.NotRegular,
        EBUSY or ETXTBSY => StoreIOError.Busy,
        EXDEV => StoreIOError.Unsupported,
        _ when errno == ENOTEMPTY => StoreIOError.AlreadyExists,
        _ when errno == EDQUOT => StoreIOError.Quota,
        _ when errno == ENAMETOOLONG => StoreIOError.NameTooLong,
        _ when errno == ESTALE => StoreIOError.Stale,
        _ when errno == ELOOP => StoreIOError.Link,
        _ when errno == ENOSYS || errno == ENOTSUP || errno == EOPNOTSUPP => StoreIOError.Unsupported,
        _ => StoreIOError.Other,
    };
}
