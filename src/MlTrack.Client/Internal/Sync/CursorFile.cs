using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Sync;

/// <summary>The file of a run's (or registered model's) cursor for one other store, and the lease that keeps two processes from sending the same run at once.</summary>
/// <remarks>Used by one pass at a time. Without a working lock the result is still right, only slower.</remarks>
internal sealed class CursorFile : IDisposable
{
    /// <summary>The folder in the folder of the run or registered model; MLflow ignores it.</summary>
    internal const string Folder = ".mltrack-sync";

    private const string FileName = "cursor.json";
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
            return new CursorFile(source, folder, Path.Combine(folder, FileName), target, lease);
        }
        catch (StoreIOException busy) when (busy.Error == StoreIOError.Busy)
        {
            return null;
        }
    }

    /// <summary>Reads the cursor without a lease; null when there is none that can be used.</summary>
    internal static SyncCursor? Peek(StoreContext source, string runFolder, string target) =>
        Read(source.Files, PathOf(runFolder, target), target, SyncJson.Default.SyncCursor);

    /// <summary>Reads the cursor of a registered model without a lease; null when there is none that can be used.</summary>
    internal static RegisteredModelCursor? PeekModel(StoreContext source, string modelFolder, string target) =>
        Read(source.Files, PathOf(modelFolder, target), target, SyncJson.Default.RegisteredModelCursor);

    /// <summary>Reads the cursor; a new one when there is none, or one that cannot be read.</summary>
    internal SyncCursor Read() => Read(_files, _path, _target, SyncJson.Default.SyncCursor) ?? new SyncCursor { Target = _target };

    /// <summary>Reads the cursor of a registered model; a new one when there is none, or one that cannot be read.</summary>
    internal RegisteredModelCursor ReadModel() => Read(_files, _path, _target, SyncJson.Default.RegisteredModelCursor) ?? new RegisteredModelCursor { Target = _target };

    /// <summary>Writes the cursor, whole and to the disk.</summary>
    internal void Write(SyncCursor cursor) => Write(cursor, SyncJson.Default.SyncCursor);

    /// <summary>Writes the cursor of a registered model, whole and to the disk.</summary>
    internal void Write(RegisteredModelCursor cursor) => Write(cursor, SyncJson.Default.RegisteredModelCursor);

    public void Dispose() => _lease.Dispose();

    private static string PathOf(string folder, string target) => Path.Combine(folder, Folder, Hashes.Of(target), FileName);

    private void Write<T>(T cursor, JsonTypeInfo<T> type) => _writer.Replace(_path, _folder, JsonSerializer.SerializeToUtf8Bytes(cursor, type), FsyncLevel.File);

    private static T? Read<T>(IFileSystem files, string path, string target, JsonTypeInfo<T> type)
        where T : class, ICursor
    {
        var buffer = new FileBuffer();
        if (!files.TryReadFile(path, buffer, MaxBytes))
        {
            return null;
        }

        try
        {
            var cursor = JsonSerializer.Deserialize(buffer.Span, type);
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
