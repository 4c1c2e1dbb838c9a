using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.FileStore;

/// <summary>Turns faults of the file layer into the exceptions that callers of a store see.</summary>
internal static class StoreFaults
{
    /// <summary>Gives the exception of a disk that failed.</summary>
    internal static MlTrackException Translate(StoreIOException fault, string? runId = null) =>
        new(MlTrackErrorCode.IoError, fault.Message, fault) { IsTransient = fault.IsTransient, Path = fault.Path, RunId = runId };

    /// <summary>
    /// Gives the exception of a key's file that could not be written: wrong use where another key needs the place, else the disk's fault.
    /// </summary>
    /// <param name="files">To look which of the names above is a file.</param>
    /// <param name="kind">metric, param or tag.</param>
    /// <param name="folder">The folder of the keys.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">What the disk said.</param>
    internal static MlTrackException ForKey(IFileSystem files, string kind, string folder, string key, StoreIOException fault, string? runId)
    {
        if (fault.Error is StoreIOError.NotADirectory or StoreIOError.AlreadyExists or StoreIOError.NotFound &&
            FindFileAbove(files, folder, key) is { } other)
        {
            return TrackingErrors.KeyConflict(kind, key, other);
        }

        if (fault.Error is StoreIOError.Link or StoreIOError.NotRegular)
        {
            // No fault of the disk that may pass: somebody has put it there.
            return new MlTrackException(
                MlTrackErrorCode.InvalidState, $"{kind} '{key}' cannot be stored: '{fault.Path}' is a link or no regular file. Move it away.", fault)
            {
                Path = fault.Path, RunId = runId,
            };
        }

        if (fault.Error == StoreIOError.NameTooLong)
        {
            return TrackingErrors.InvalidParameter(
                $"{kind} '{key}' cannot be stored: its path would be longer than this system allows. Use a shorter name, or a store nearer to the root.");
        }

        return IsFolder(files, MlrunsLayout.Key(folder, key)) ? TrackingErrors.KeyIsFolder(kind, key) : Translate(fault, runId);
    }

    private static bool IsFolder(IFileSystem files, string path) => files.TryStat(path, out var stat) && stat.Kind == EntryKind.Directory;

    private static string? FindFileAbove(IFileSystem files, string folder, string key)
    {
        for (var slash = key.IndexOf('/'); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            var above = key.Substring(0, slash);
            if (files.TryStat(MlrunsLayout.Key(folder, above), out var stat) && stat.Kind != EntryKind.Directory)
            {
                return above;
            }
        }

        return null;
    }
}
