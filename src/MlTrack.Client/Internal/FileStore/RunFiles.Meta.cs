using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>The run's <c>meta.yaml</c>.</content>
internal sealed partial class RunFiles
{
    private volatile Seen? _seenActive;

    /// <summary>Refuses a deleted run. Costs one stat as long as <c>meta.yaml</c> is unchanged.</summary>
    internal void EnsureActive()
    {
        var path = MlrunsLayout.Meta(Place.Folder);
        if (_seenActive is { } seen && TryStat(path, out var stat) && IsSame(stat, seen.Stat))
        {
            return;
        }

        // The content is read after this stat: a change in between is noticed by the next call.
        TryStat(path, out var before);
        if (ReadMeta().LifecycleStage == LifecycleStage.Deleted)
        {
            throw TrackingErrors.RunNotActive(RunId);
        }

        _seenActive = new Seen(before);
    }

    /// <summary>Changes state, end or name of the run, which must be active; a new name becomes the tag <c>mlflow.runName</c> too.</summary>
    internal RunInfo Update(RunUpdate update)
    {
        // Refuses a number that is none of MLflow's before anything is written.
        update.Status?.ToText();
        EnsureActive();
        var name = string.IsNullOrEmpty(update.RunName) ? null : update.RunName;
        if (name is not null)
        {
            WriteKey("tag", _tags, MlrunsLayout.RunNameTag, TextFile.Format(name));
        }

        var change = new RunMetaChange
        {
            Status = update.Status,
            EndTime = update.EndTime?.ToUnixTimeMilliseconds(),
            RunName = name,
        };
        return change.IsEmpty ? RunReader.MakeInfo(_context, Place, ReadMeta()) : UpdateMeta(change);
    }

    internal RunInfo Delete(long deletedTime) =>
        UpdateMeta(new RunMetaChange { LifecycleStage = LifecycleStage.Deleted, DeletedTime = deletedTime });

    internal RunInfo Restore() => UpdateMeta(new RunMetaChange { LifecycleStage = LifecycleStage.Active });

    internal RunMeta ReadMeta()
    {
        var meta = ReadMetaBytes(out _);
        return meta;
    }

    // Reads just before it writes and changes only what is asked for, so that two processes which change different keys both win unless they do
    // so within the same millisecond.
    private RunInfo UpdateMeta(RunMetaChange change)
    {
        lock (_metaGate)
        {
            ReadMetaBytes(out var old);
            var content = RunMeta.Rewrite(old, change);
            var path = MlrunsLayout.Meta(Place.Folder);
            if (!content.AsSpan().SequenceEqual(old))
            {
                try
                {
                    _context.Writer.Replace(path, Place.Folder, content, _context.Durability.ForMeta());
                }
                catch (StoreIOException fault)
                {
                    throw StoreFaults.Translate(fault, RunId);
                }
            }

            _seenActive = null;
            return RunMeta.TryParse(content, out var meta, out var reason)
                ? RunReader.MakeInfo(_context, Place, meta)
                : throw RunReader.Malformed(Place, reason);
        }
    }

    private RunMeta ReadMetaBytes(out byte[] content)
    {
        var sink = new RequiredProblems();
        if (!_context.Reader.TryReadMeta(MlrunsLayout.Meta(Place.Folder), sink, Place))
        {
            throw RunReader.MetaMissing(Place, sink);
        }

        content = TreeReader.Content.ToArray();
        return RunReader.ParseMeta(Place, content);
    }

    private bool TryStat(string path, out FileStat stat)
    {
        try
        {
            return _context.Files.TryStat(path, out stat);
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault, RunId);
        }
    }

    private static bool IsSame(in FileStat a, in FileStat b) =>
        a.IsSameFileAs(b) && a.Size == b.Size && a.ModifiedNanoseconds == b.ModifiedNanoseconds;

    private sealed record Seen(FileStat Stat);
}
