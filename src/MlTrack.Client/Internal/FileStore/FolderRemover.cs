using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <summary>Removes a folder with all that is in it. Links are removed and never followed.</summary>
internal static class FolderRemover
{
    /// <summary>Adds up what the files take, links not followed.</summary>
    internal static long Measure(IFileSystem files, string path)
    {
        if (!files.TryStat(path, out var stat))
        {
            return 0;
        }

        if (stat.Kind != EntryKind.Directory)
        {
            return stat.Size;
        }

        long bytes = 0;
        foreach (var name in List(files, path))
        {
            bytes += Measure(files, MlrunsLayout.Join(path, name));
        }

        return bytes;
    }

    /// <summary>
    /// Removes a file or folder. The <c>meta.yaml</c> of a folder goes last: after a kill in between, what is left is still known for what it is,
    /// and the next collection goes on.
    /// </summary>
    /// <returns>How many files and folders were removed.</returns>
    internal static int Remove(IFileSystem files, string path)
    {
        if (!files.TryStat(path, out var stat))
        {
            return 0;
        }

        if (stat.Kind != EntryKind.Directory)
        {
            return files.DeleteFile(path) ? 1 : 0;
        }

        var count = 0;
        var names = List(files, path);
        foreach (var name in names)
        {
            count += name == MlrunsLayout.MetaFile ? 0 : Remove(files, MlrunsLayout.Join(path, name));
        }

        if (names.Contains(MlrunsLayout.MetaFile))
        {
            count += Remove(files, MlrunsLayout.Meta(path));
        }

        return count + (files.RemoveDirectory(path) ? 1 : 0);
    }

    /// <summary>Takes back what was made of a run or model whose making failed, as far as the disk lets it; what has been published stays.</summary>
    internal static void TakeBack(IFileSystem files, string folder)
    {
        try
        {
            if (!files.TryStat(MlrunsLayout.Meta(folder), out _))
            {
                Remove(files, folder);
            }
        }
        catch (StoreIOException)
        {
            // The first fault is the one to tell. What is left has no meta.yaml: no reader takes it for anything.
        }
    }

    private static List<string> List(IFileSystem files, string folder)
    {
        var entries = new List<DirectoryEntry>();
        files.TryList(folder, entries);
        return entries.ConvertAll(entry => entry.Name);
    }
}
