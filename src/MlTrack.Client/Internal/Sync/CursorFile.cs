using System.Text;
using System.Text.Json;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Sync;

/// <summary>The file of a run's cursor for one other store, and the lease that keeps two processes from sending the same run at once.</summary>
/// <remarks>Used by one pass at a time. Without a working lock the result is still right, only slower.</remarks>
internal sealed class CursorFile : IDisposable
{
    /// <summary>The folder in the run's folder; MLflow ignores it.</summary>
    internal const string Folder = ".mltrack-sync";

    private const int MaxBytes = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IFileSystem _files;
    private readonly AtomicFile _writer;
    private readonly string _folder;
    private readonly string _path;
    private readonly string _target;
    private readonly StoreLock _lease;

    private CursorFile(StoreContext source, string folder, string path, string target, StoreLock lease)
    {
        _files = source.Files;
        _writer = source.Writer;
        _folder = folder;
        _path = path;
        _target = target;
        _lease = lease;
    }

    /// <summary>Takes the lease.</summary>
    /// <returns>Null when another process has it.</returns>
    internal static CursorFile? TryOpen(StoreContext source, string runFolder, string target, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(runFolder, Folder, Hashes.Of(target));
        DurableFolder.Make(source.Files, folder, sync: false);
        try
        {
            var lease = StoreLock.Acquire(source.Files, folder, "sync", new StoreLockOptions { Timeout = Patience }, cancellationToken);
            return new CursorFile(source, folder, Path.Combine(folder, "cursor.json"), target, lease);
        }
        catch (StoreIOException busy) when (busy.Error == StoreIOError.Busy)
        {
            return null;
        }
    }

    /// <summary>Reads the cursor without a lease; null when there is none that can be used.</summary>
    internal static SyncCursor? Peek(StoreContext source, string runFolder, string target) =>
        Read(source.Files, Path.Combine(runFolder, Folder, Hashes.Of(target), "cursor.json"), target);

    /// <summary>Reads the cursor; a new one when there is none, or one that cannot be read.</summary>
    internal SyncCursor Read() => Read(_files, _path, _target) ?? new SyncCursor { Target = _target };

    /// <summary>Writes the cursor, whole and to the disk.</summary>
    internal void Write(SyncCursor cursor) =>
        _writer.Replace(_path, _folder, JsonSerializer.SerializeToUtf8Bytes(cursor, SyncJson.Default.SyncCursor), FsyncLevel.File);

    public void Dispose() => _lease.Dispose();

    private static SyncCursor? Read(IFileSystem files, string path, string target)
    {
        var buffer = new FileBuffer();
        if (!files.TryReadFile(path, buffer, MaxBytes))
        {
            return null;
        }

        try
        {
            var cursor = JsonSerializer.Deserialize(buffer.Span, SyncJson.Default.SyncCursor);
            return cursor is { Version: SyncCursor.CurrentVersion } && cursor.Target == target ? cursor : null;
        }
        catch (JsonException)
        {
            // Damaged, or of a later version: it is made anew from what the other store has.
            return null;
        }
    }

    /// <summary>Appends to the list of records that were refused.</summary>
    internal static void Reject(StoreContext source, string runFolder, RejectedRecord record)
    {
        var line = JsonSerializer.Serialize(record, SyncJson.Default.RejectedRecord) + "\n";
        using var file = source.Files.OpenAppend(Path.Combine(runFolder, RejectedRecord.FileName));
        file.Write(Encoding.UTF8.GetBytes(line));
    }
}
