namespace MlTrack.Internal.IO;

/// <summary>The one exception of the file layer.</summary>
/// <remarks>Derives from <see cref="IOException"/>, so code that only wants to know that the disk failed needs no more.</remarks>
internal sealed class StoreIOException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The kind.</param>
    /// <param name="operation">What was tried, as a verb phrase: "open", "append to".</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">The system's own text, or what else is known.</param>
    /// <param name="nativeCode">errno or the Windows error code; 0 if there is none.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StoreIOException(
        StoreIOError error, string operation, string path, string detail, int nativeCode = 0, Exception? innerException = null)
        : base($"Cannot {operation} '{path}': {detail}.", innerException)
    {
        Error = error;
        Operation = operation;
        Path = path;
        NativeCode = nativeCode;
    }

    /// <summary>The kind of fault.</summary>
    public StoreIOError Error { get; }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>errno or the Windows error code; 0 if there is none.</summary>
    public int NativeCode { get; }

    /// <summary>
    /// After <see cref="AppendFile.Append"/>: how many bytes from the start of its argument are taken care of (in the file, or kept by the
    /// <see cref="AppendFile"/>, which completes them before anything else). Only what follows them may be appended again. 0 otherwise.
    /// </summary>
    public int BytesTaken { get; init; }

    /// <summary>Whether the same call may succeed later without anybody changing the store's rights or layout.</summary>
    public bool IsTransient => Error is StoreIOError.NoSpace or StoreIOError.Quota or StoreIOError.TooLarge or StoreIOError.TooManyOpenFiles
        or StoreIOError.Stale or StoreIOError.IO or StoreIOError.Busy;
}
