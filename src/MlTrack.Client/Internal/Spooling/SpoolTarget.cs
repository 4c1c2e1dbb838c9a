using System.Text;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Internal.Sync;

namespace MlTrack.Internal.Spooling;

/// <summary>The note in a spool's folder that says which server it is for; the folder's name is only a hash.</summary>
internal static class SpoolTarget
{
    internal const string FileName = ".mltrack-target";

    private const int MaxBytes = 16 * 1024;

    internal static void Write(StoreContext spool, string folder, string uri)
    {
        if (Read(spool.Disk, folder) != uri)
        {
            spool.Writer.Replace(Path.Combine(folder, FileName), folder, Encoding.UTF8.GetBytes(uri), FsyncLevel.None);
        }
    }

    internal static string? Read(IFileSystem files, string folder)
    {
        var buffer = new FileBuffer();
        return files.TryReadFile(Path.Combine(folder, FileName), buffer, MaxBytes) ? Encoding.UTF8.GetString(buffer.Bytes, 0, buffer.Length) : null;
    }

    /// <summary>The size of all files of a folder, in bytes. What vanishes meanwhile counts nothing.</summary>
    internal static long SizeOf(string folder)
    {
        var bytes = 0L;
        var left = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (left.Count > 0)
        {
            try
            {
                foreach (var entry in left.Pop().EnumerateFileSystemInfos())
                {
                    if (entry is DirectoryInfo inner)
                    {
                        if ((inner.Attributes & FileAttributes.ReparsePoint) == 0)
                        {
                            left.Push(inner);
                        }
                    }
                    else if (entry is FileInfo { Exists: true } file)
                    {
                        bytes += file.Length;
                    }
                }
            }
            catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Removed since it was listed.
            }
        }

        return bytes;
    }

    /// <summary>True when everything of a run is acknowledged, its end too.</summary>
    internal static bool IsSent(FileTrackingStore spool, RunInfo run, string target)
    {
        if (spool.Context.Locator.FindRun(run.RunId) is not { } place || CursorFile.Peek(spool.Context, place.Folder, target) is not { } cursor)
        {
            return false;
        }

        // The end is sent last, behind everything else; what came after it would have no place in the files that were acknowledged.
        return cursor.InDoubt.Count == 0 && cursor.State == RunSync.StateOf(run) && SyncPlan.FilesOf(spool.Context, place).All(
            file => cursor.Metrics.TryGetValue(file.Key, out var known) && spool.Context.Files.TryStat(file.Value, out var stat) && stat.Size == known.Offset);
    }
}
