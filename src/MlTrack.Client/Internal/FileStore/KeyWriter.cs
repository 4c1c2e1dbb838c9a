using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <summary>Replaces the file of a key (a tag, a param of a logged model); makes the folders of a nested key.</summary>
internal static class KeyWriter
{
    /// <param name="kind">param or tag, for messages.</param>
    /// <param name="folder">The folder of the keys.</param>
    /// <param name="ownerFolder">The folder of the run, model or experiment: where temporary files lie, and without whose <c>meta.yaml</c> no folder is made.</param>
    internal static void Replace(
        StoreContext context, string kind, string folder, string key, ReadOnlySpan<byte> content, string ownerFolder, string? runId)
    {
        var path = MlrunsLayout.Key(folder, key);
        var level = context.Durability.ForValue();
        try
        {
            try
            {
                context.Writer.Replace(path, ownerFolder, content, level);
            }
            catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
            {
                MakeFolder(context, path, ownerFolder, fault);
                context.Writer.Replace(path, ownerFolder, content, level);
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.ForKey(context.Files, kind, folder, key, fault, runId);
        }
    }

    /// <summary>Makes the folder of a key's file, unless its owner is gone: then the fault goes on.</summary>
    internal static void MakeFolder(StoreContext context, string path, string ownerFolder, StoreIOException fault)
    {
        if (!context.Files.TryStat(MlrunsLayout.Meta(ownerFolder), out _))
        {
            throw StoreFaults.Translate(fault);
        }

        // A key's path always has a folder before the last separator.
        context.MakeFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes the file of a key.</summary>
    /// <returns>False when there is no such key.</returns>
    internal static bool Delete(StoreContext context, string folder, string key)
    {
        try
        {
            if (!context.Files.DeleteFile(MlrunsLayout.Key(folder, key)))
            {
                return false;
            }

            context.SyncFolderOf(MlrunsLayout.Key(folder, key));
            return true;
        }
        catch (StoreIOException fault) when (fault.Error is StoreIOError.NotADirectory || IsFolder(context, MlrunsLayout.Key(folder, key)))
        {
            return false;
        }
    }

    /// <summary>Writes the first keys of something that is being made: nobody else can see it yet. What a maker that was killed has left is replaced.</summary>
    internal static void WriteNew(StoreContext context, string kind, string folder, string key, ReadOnlySpan<byte> content, string ownerFolder, string? runId)
    {
        var path = MlrunsLayout.Key(folder, key);
        var sync = context.Durability == Durability.Disk;
        try
        {
            try
            {
                context.Files.CreateNew(path, content, mode: null, sync);
            }
            catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
            {
                context.MakeFolder(Path.GetDirectoryName(path)!);
                context.Files.CreateNew(path, content, mode: null, sync);
            }
            catch (StoreIOException fault) when (fault.Error == StoreIOError.AlreadyExists)
            {
                context.Writer.Replace(path, ownerFolder, content, context.Durability.ForValue());
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.ForKey(context.Files, kind, folder, key, fault, runId);
        }
    }

    /// <summary>After <see cref="WriteNew"/>, with <see cref="Durability.Disk"/>: returns when the names of the keys are on the disk, each folder synced once.</summary>
    internal static void SyncNew(StoreContext context, string folder, IEnumerable<string> keys)
    {
        if (context.Durability != Durability.Disk)
        {
            return;
        }

        foreach (var parent in keys.Select(key => Path.GetDirectoryName(MlrunsLayout.Key(folder, key))!).Distinct(StringComparer.Ordinal))
        {
            context.Files.SyncDirectory(parent);
        }
    }

    // Systems disagree about the error for deleting a folder as if it were a file.
    private static bool IsFolder(StoreContext context, string path) => context.Files.TryStat(path, out var stat) && stat.Kind == EntryKind.Directory;
}
