namespace MlTrack.Internal.IO;

/// <summary>Makes folders whose names outlast a power failure: a file that is on the disk is lost all the same if the name of a folder above it is not.</summary>
internal static class DurableFolder
{
    /// <summary>Makes a folder and all missing ones above it.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The folder.</param>
    /// <param name="sync">Whether the names of all that were made are on the disk on return.</param>
    /// <returns>False when it was there already.</returns>
    public static bool Make(IFileSystem files, string path, bool sync)
    {
        if (!sync) return files.CreateDirectory(path);
        var missing = new Stack<string>();
        for (var folder = path; folder is not null && !files.TryStat(folder, out _); folder = Path.GetDirectoryName(folder)) missing.Push(folder);
        var isMade = files.CreateDirectory(path);
        foreach (var folder in missing)
        {
            if (Path.GetDirectoryName(folder) is { Length: > 0 } parent) files.SyncDirectory(parent);
        }

        return isMade;
    }
}
