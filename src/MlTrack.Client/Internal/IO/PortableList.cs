namespace MlTrack.Internal.IO;

/// <summary>Lists a folder by .NET's own means, where no quicker call is known.</summary>
internal static class PortableList
{
    /// <summary>Adds all names of a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="entries">Where to put them.</param>
    /// <returns>False when there is no such folder.</returns>
    public static bool TryFill(string path, List<DirectoryEntry> entries)
    {
        try
        {
            foreach (var info in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                entries.Add(new DirectoryEntry(info.Name, KindOf(info)));
            }

            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreIOException(StoreIOError.AccessDenied, "list", path, denied.Message, innerException: denied);
        }
        catch (IOException fault) when (fault is not StoreIOException)
        {
            var kind = File.Exists(path) ? StoreIOError.NotADirectory : StoreIOError.Other;
            throw new StoreIOException(kind, "list", path, fault.Message, innerException: fault);
        }
    }

    private static EntryKind KindOf(FileSystemInfo info)
    {
        var attributes = info.Attributes;
        if ((attributes & FileAttributes.ReparsePoint) != 0) return EntryKind.Link;
        if ((attributes & FileAttributes.Directory) != 0) return EntryKind.Directory;

        // .NET does not tell a FIFO or a socket from a file here; opening it does (by the handle), so nothing hangs.
        return (attributes & FileAttributes.Device) != 0 ? EntryKind.Other : EntryKind.File;
    }
}
