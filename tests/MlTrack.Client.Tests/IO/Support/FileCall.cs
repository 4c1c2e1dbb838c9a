namespace MlTrack.Tests.IO.Support;

/// <summary>One call that changed the disk, or forced something to it.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Path">The file or folder; of renames the new name.</param>
/// <param name="Source">Of renames the old name.</param>
/// <param name="Data">What was written.</param>
/// <param name="Length">Of a cut the new length.</param>
internal sealed record FileCall(FileCallKind Kind, string Path, string? Source = null, byte[]? Data = null, long Length = 0);

/// <summary>Kinds of <see cref="FileCall"/>.</summary>
internal enum FileCallKind
{
    /// <summary>A file was made, with <see cref="FileCall.Data"/>.</summary>
    Create,

    /// <summary>Bytes were appended.</summary>
    Append,

    /// <summary>A file was cut to <see cref="FileCall.Length"/>.</summary>
    Truncate,

    /// <summary>A file's content is on the disk now.</summary>
    SyncFile,

    /// <summary>A folder's names are on the disk now.</summary>
    SyncFolder,

    /// <summary>A file or folder got another name.</summary>
    Rename,

    /// <summary>A file was deleted.</summary>
    Delete,

    /// <summary>A folder was made.</summary>
    MakeFolder,

    /// <summary>A folder was removed.</summary>
    RemoveFolder,

    /// <summary>A test's mark: everything before was acknowledged to the caller.</summary>
    Mark,
}
