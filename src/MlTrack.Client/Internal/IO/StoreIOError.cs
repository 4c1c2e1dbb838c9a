namespace MlTrack.Internal.IO;

/// <summary>Kinds of faults that the error policy tells apart; every platform's codes are mapped to these.</summary>
internal enum StoreIOError
{
    /// <summary>Anything else.</summary>
    Other = 0,

    /// <summary>No such file or folder (ENOENT).</summary>
    NotFound,

    /// <summary>The name is taken (EEXIST, ENOTEMPTY).</summary>
    AlreadyExists,

    /// <summary>The disk is full (ENOSPC).</summary>
    NoSpace,

    /// <summary>The user's quota is used up (EDQUOT).</summary>
    Quota,

    /// <summary>The file would be larger than allowed (EFBIG).</summary>
    TooLarge,

    /// <summary>The disk is mounted read-only (EROFS).</summary>
    ReadOnly,

    /// <summary>Permission denied (EACCES, EPERM).</summary>
    AccessDenied,

    /// <summary>The process or the system has no more file handles (EMFILE, ENFILE).</summary>
    TooManyOpenFiles,

    /// <summary>A name or the whole path is too long (ENAMETOOLONG).</summary>
    NameTooLong,

    /// <summary>A part of the path is a file, not a folder (ENOTDIR).</summary>
    NotADirectory,

    /// <summary>A folder stands where a file is wanted (EISDIR).</summary>
    IsADirectory,

    /// <summary>The file is gone from the server behind an open handle, or the share is gone (ESTALE).</summary>
    Stale,

    /// <summary>The disk or the network failed (EIO).</summary>
    IO,

    /// <summary>A link stands where none is allowed, or links form a loop (ELOOP).</summary>
    Link,

    /// <summary>A FIFO, socket or device stands where a file is wanted.</summary>
    NotRegular,

    /// <summary>Somebody else has the file open in a way that forbids the operation (Windows: sharing violation; Unix: EBUSY, ETXTBSY).</summary>
    Busy,

    /// <summary>The file system cannot do this (ENOTSUP, ENOSYS, EXDEV).</summary>
    Unsupported,
}
