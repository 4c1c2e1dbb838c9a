using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>One metric file that is written to: a point is one line is one <c>write</c>.</summary>
/// <remarks>Thread-safe; allocates nothing for a point in steady state.</remarks>
internal sealed class MetricSeries
{
    private readonly StoreContext _context;
    private readonly string _keyFolder;
    private readonly string _runFolder;
    private readonly string _runId;
    private readonly AppendFile _file;

    /// <summary>Makes the object; nothing is opened yet.</summary>
    /// <param name="context">The store.</param>
    /// <param name="key">The key, checked.</param>
    /// <param name="keyFolder">The folder <c>metrics</c>.</param>
    /// <param name="ownerFolder">The run's or model's folder: without its <c>meta.yaml</c> nothing is made anew.</param>
    /// <param name="runId">The run that is written.</param>
    internal MetricSeries(StoreContext context, string key, string keyFolder, string ownerFolder, string runId)
    {
        _context = context;
        _keyFolder = keyFolder;
        _runFolder = ownerFolder;
        _runId = runId;
        Key = key;
        _file = context.Appends.Get(
            context.Guarded.Checked(MlrunsLayout.Key(keyFolder, key)), new AppendFileOptions { LockFolder = ownerFolder, OnProblem = OnProblem });
    }

    internal string Key { get; }

    // Used by MetricBuffer only, under its lock: the chain of this series' points within one block.
    internal int ChainHead { get; set; } = -1;

    internal int ChainTail { get; set; } = -1;

    internal void Append(double value, long timestamp, long step)
    {
        Span<byte> line = stackalloc byte[MetricLine.MaxLength];
        var length = MetricLine.Format(line, timestamp, value, step);
        AppendLines(line.Slice(0, length));
    }

    /// <summary>Appends whole lines by one write.</summary>
    /// <exception cref="MlTrackException">The disk failed, or the key's place is taken. <see cref="StoreIOException.BytesTaken"/> of the inner exception
    /// says how many of the bytes are taken care of.</exception>
    internal void AppendLines(ReadOnlySpan<byte> lines)
    {
        try
        {
            _file.Append(lines);
        }
        catch (StoreIOException fault) when (fault.BytesTaken == lines.Length)
        {
            // Not to be passed again: the rest of the line is kept and completed before anything else.
            Log.LineWrittenInPart(_context.Logger, _file.Path, fault);
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound && fault.BytesTaken == 0)
        {
            MakeFolderAndAppend(lines, fault);
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.ForKey(_context.Files, "metric", _keyFolder, Key, fault, _runId);
        }
    }

    /// <summary>Completes what was written in part, and with <paramref name="sync"/> waits for the disk.</summary>
    internal void Flush(bool sync)
    {
        try
        {
            if (sync)
            {
                _file.Sync();
            }
            else
            {
                _file.Complete();
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault, _runId);
        }
    }

    /// <summary>Notices when the open file was removed by somebody, so that the next point makes it anew.</summary>
    internal void CheckStillThere()
    {
        try
        {
            if (!_file.CheckStillLinked())
            {
                Log.MetricFileRemoved(_context.Logger, _file.Path);
            }
        }
        catch (StoreIOException)
        {
            // The next write meets the same fault and reports it.
        }
    }

    /// <summary>Gives up what was written in part and cannot be completed.</summary>
    /// <returns>How many points are lost by that.</returns>
    internal int GiveUpUnfinished() => _file.GiveUpRest();

    internal void Close() => _context.Appends.Release(_file);

    // The first point of a nested key, or a folder that was removed under the running run.
    private void MakeFolderAndAppend(ReadOnlySpan<byte> lines, StoreIOException fault)
    {
        try
        {
            if (!_context.Files.TryStat(MlrunsLayout.Meta(_runFolder), out _))
            {
                throw StoreFaults.Translate(fault, _runId);
            }

            // The path has at least the folder of the keys before the last separator.
            _context.MakeFolder(Path.GetDirectoryName(_file.Path)!);
            _file.Append(lines);
        }
        catch (StoreIOException second)
        {
            throw StoreFaults.ForKey(_context.Files, "metric", _keyFolder, Key, second, _runId);
        }
    }

    private void OnProblem(AppendProblem problem)
    {
        if (problem.Kind == AppendProblemKind.TornTailRemoved)
        {
            Log.TornTailRemoved(_context.Logger, problem.Path, problem.Offset, problem.Length);
        }
        else
        {
            Log.RestLost(_context.Logger, problem.Path, problem.Offset);
        }
    }
}
