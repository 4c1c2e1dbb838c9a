using System.Collections.Concurrent;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.FileStore;

/// <summary>The files of one run, for writing. Names and values have been checked by the caller.</summary>
/// <remarks>
/// Thread-safe. One object per run and store, shared by all who write the run in this process. Other processes may write the same run at the same
/// time: params are claimed, tags and <c>meta.yaml</c> replaced, metrics appended.
/// </remarks>
internal sealed partial class RunFiles
{
    private const int PublishTries = 5;

    private static readonly TimeSpan PublishWait = TimeSpan.FromMilliseconds(20);

    private readonly StoreContext _context;
    private readonly string _params;
    private readonly string _tags;
    private readonly string _metrics;
    private readonly object _metaGate = new();
    private readonly ConcurrentDictionary<string, string> _knownParams = new(StringComparer.Ordinal);

    internal RunFiles(StoreContext context, RunPlace place)
    {
        _context = context;
        Place = place;
        _params = MlrunsLayout.Join(place.Folder, MlrunsLayout.Params);
        _tags = MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags);
        _metrics = MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics);
        Owner = new RunOwner(context, place);
        Buffer = context.Durability == Durability.Buffered ? new MetricBuffer(context.Loop) : null;
    }

    /// <summary>The sign of life of all writers of this process together.</summary>
    internal RunOwner Owner { get; }

    /// <summary>The points that wait in memory, with <see cref="Durability.Buffered"/>.</summary>
    internal MetricBuffer? Buffer { get; }

    /// <summary>How many writers are open; guarded by the store.</summary>
    internal int WriterCount { get; set; }

    internal RunPlace Place { get; }

    internal string RunId => Place.RunId;

    /// <summary>Writes a param: publishing its file without replacing decides who was first.</summary>
    internal void LogParam(string key, string value, bool inBatch = false)
    {
        if (!_knownParams.TryGetValue(key, out var stored))
        {
            stored = PublishParam(key, value);
            _knownParams[key] = stored;
        }

        if (!string.Equals(stored, value, StringComparison.Ordinal))
        {
            // Somebody may have changed the file by hand since it was read here.
            stored = PublishParam(key, value);
            _knownParams[key] = stored;
            if (!string.Equals(stored, value, StringComparison.Ordinal))
            {
                throw TrackingErrors.ParamChanged(RunId, key, stored, value, inBatch);
            }
        }
    }

    internal void SetTag(string key, string value)
    {
        WriteKey("tag", _tags, key, TextFile.Format(value));
        if (key == MlrunsLayout.RunNameTag && value.Length > 0)
        {
            UpdateMeta(new RunMetaChange { RunName = value });
        }
    }

    internal void DeleteTag(string key)
    {
        try
        {
            if (!KeyWriter.Delete(_context, _tags, key))
            {
                throw TrackingErrors.RunTagNotFound(RunId, key);
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault, RunId);
        }
    }

    // Gives the value that is in the file afterwards.
    private string PublishParam(string key, string value)
    {
        var path = MlrunsLayout.Key(_params, key);
        var content = TextFile.Format(value);
        for (var attempt = 1; ; attempt++)
        {
            if (TryPublish(path, key, content))
            {
                return value;
            }

            if (ReadParam(path, key) is { } stored && (stored.Length > 0 || value.Length == 0 || attempt >= PublishTries))
            {
                return stored;
            }

            // Deleted since, or an MLflow writer has made the file and not yet written to it.
            if (attempt >= PublishTries)
            {
                throw new MlTrackException(
                    MlTrackErrorCode.IoError, $"Param '{key}' cannot be stored: '{path}' appears and disappears.") { Path = path, RunId = RunId, IsTransient = true };
            }

            Thread.Sleep(PublishWait);
        }
    }

    private bool TryPublish(string path, string key, byte[] content)
    {
        var level = _context.Durability.ForValue();
        try
        {
            try
            {
                return _context.Writer.TryPublishNew(path, Place.Folder, content, level);
            }
            catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
            {
                MakeKeyFolder(path, fault);
                return _context.Writer.TryPublishNew(path, Place.Folder, content, level);
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.ForKey(_context.Files, "param", _params, key, fault, RunId);
        }
    }

    private string? ReadParam(string path, string key)
    {
        try
        {
            var buffer = TreeReader.Buffer;
            return _context.Files.TryReadFile(path, buffer, TextFile.MaxBytes) ? TextFile.Parse(buffer.Bytes, buffer.Length, out _) : null;
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.ForKey(_context.Files, "param", _params, key, fault, RunId);
        }
    }

    private void WriteKey(string kind, string folder, string key, byte[] content) =>
        KeyWriter.Replace(_context, kind, folder, key, content, ownerFolder: Place.Folder, RunId);

    private void MakeKeyFolder(string path, StoreIOException fault) => KeyWriter.MakeFolder(_context, path, Place.Folder, fault);
}
