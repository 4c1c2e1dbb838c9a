using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MlTrack.Internal.IO;

/// <summary>Win32 error codes and what they mean here.</summary>
internal static class WindowsErrors
{
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int TooManyOpenFiles = 4;
    public const int AccessDenied = 5;
    public const int SharingViolation = 32;
    public const int HandleEof = 38;
    public const int FileExists = 80;
    public const int AlreadyExists = 183;

    /// <summary>The error of the last call of this thread; must be asked for at once.</summary>
    public static int Last => Marshal.GetLastWin32Error();

    /// <summary>Throws for a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="operation">What was tried, as a verb phrase.</param>
    /// <param name="path">The file or folder.</param>
    [DoesNotReturn]
    public static void Throw(int code, string operation, string path) => throw Make(code, operation, path);

    /// <summary>Makes the exception for a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="operation">What was tried, as a verb phrase.</param>
    /// <param name="path">The file or folder.</param>
    /// <returns>The exception.</returns>
    public static StoreIOException Make(int code, string operation, string path) =>
        new(KindOf(code), operation, path, new Win32Exception(code).Message, code);

    /// <summary>Maps a code to its kind.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The kind.</returns>
    public static StoreIOError KindOf(int code) => code switch
    {
        FileNotFound or PathNotFound => StoreIOError.NotFound,
        TooManyOpenFiles => StoreIOError.TooManyOpenFiles,
        AccessDenied => StoreIOError.AccessDenied,
        19 => StoreIOError.ReadOnly, // ERROR_WRITE_PROTECT
        23 or 483 or 1117 => StoreIOError.IO, // ERROR_CRC, ERROR_DEVICE_HARDWARE_ERROR, ERROR_IO_DEVICE
        SharingViolation or 33 or 170 or 303 => StoreIOError.Busy, // also lock violation, ERROR_BUSY, ERROR_DELETE_PENDING
        39 or 112 => StoreIOError.NoSpace, // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        17 or 50 => StoreIOError.Unsupported, // ERROR_NOT_SAME_DEVICE, ERROR_NOT_SUPPORTED
        51 or 53 or 55 or 59 or 64 or 67 or 121 or 1231 => StoreIOError.Stale, // the share or its server is gone
        FileExists or AlreadyExists or 145 => StoreIOError.AlreadyExists, // 145 = ERROR_DIR_NOT_EMPTY
        206 or 111 => StoreIOError.NameTooLong,
        223 => StoreIOError.TooLarge, // ERROR_FILE_TOO_LARGE
        267 => StoreIOError.NotADirectory,
        1295 or 1816 => StoreIOError.Quota, // ERROR_DISK_QUOTA_EXCEEDED, ERROR_NOT_ENOUGH_QUOTA
        1920 or 1921 or 681 => StoreIOError.Link, // cannot be accessed, cannot be resolved, reparse loop
        _ => StoreIOError.Other,
    };
}
