using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// The sign of life of a run that is being written: a plain file <c>.mltrack-owner</c> in the run's folder (MLflow ignores it) that names the process. It is
/// touched every 30 s and removed at the end, so that others can tell a run that is going on from one whose process was killed.
/// </summary>
/// <remarks>Thread-safe. A fault here is logged and never stops the run.</remarks>
internal sealed class RunOwner
{
    private const string Purpose = "run";
    private const int MaxContent = 16 * 1024;

    private static readonly TimeSpan TouchInterval = TimeSpan.FromSeconds(30);

    // For runs of MLflow, which leaves no sign of life.
    private static readonly TimeSpan StaleWithoutOwner = TimeSpan.FromHours(24);

    private readonly StoreContext _context;
    private readonly RunPlace _place;
    private readonly string _path;
    private readonly object _gate = new();

    private bool _isHeld;
    private bool _isReported;
    private long _lastTouch;

    internal RunOwner(StoreContext context, RunPlace place)
    {
        _context = context;
        _place = place;
        _path = MlrunsLayout.Join(place.Folder, MlrunsLayout.OwnerFile);
    }

    /// <summary>True when the run says RUNNING although its process is known to be gone, or nothing has moved for so long that it must be.</summary>
    internal static bool IsStale(StoreContext context, RunPlace place)
    {
        try
        {
            var holder = Read(context, MlrunsLayout.Join(place.Folder, MlrunsLayout.OwnerFile));
            if (holder is null)
            {
                return !HasChangedSince(context, place, StaleWithoutOwner);
            }

            if (holder.Process == ProcessIdentity.Current)
            {
                return false;
            }

            return holder.Process.Check() switch
            {
                ProcessState.Alive => false,
                ProcessState.Gone => true,
                _ => !HasChangedSince(context, place, context.StaleAfter),
            };
        }
        catch (StoreIOException)
        {
            // What cannot be judged is not called dead.
            return false;
        }
    }

    /// <summary>Gives the last change of any file of a run.</summary>
    internal static DateTimeOffset GetLastChange(StoreContext context, RunPlace place)
    {
        long newest = 0;
        Visit(context, place, nanoseconds =>
        {
            newest = Math.Max(newest, nanoseconds);
            return true;
        });
        return ToTime(newest);
    }

    /// <summary>Makes this process the run's owner. A live owner elsewhere gives a warning, not an error.</summary>
    internal void Take()
    {
        lock (_gate)
        {
            if (_isHeld)
            {
                return;
            }

            _isHeld = true;
            Warn();
            Write();
        }
    }

    internal void TouchIfDue()
    {
        lock (_gate)
        {
            if (_isHeld && _context.Time.GetElapsedTime(_lastTouch) >= TouchInterval)
            {
                Write();
            }
        }
    }

    internal void Release()
    {
        lock (_gate)
        {
            if (!_isHeld)
            {
                return;
            }

            _isHeld = false;
            try
            {
                // Another process may have resumed the run since.
                if (Read(_context, _path) is { } holder && holder.Process == ProcessIdentity.Current)
                {
                    _context.Files.DeleteFile(_path);
                }
            }
            catch (StoreIOException fault)
            {
                Log.OwnerNotWritten(_context.Logger, _place.RunId, fault);
            }
        }
    }

    private void Warn()
    {
        try
        {
            if (Read(_context, _path) is { } holder && holder.Process != ProcessIdentity.Current && holder.Process.Check() == ProcessState.Alive)
            {
                Log.RunOwnedElsewhere(_context.Logger, _place.RunId, holder.Process.Pid, holder.Process.Host);
            }
        }
        catch (StoreIOException)
        {
            // Writing meets the same fault and reports it.
        }
    }

    private void Write()
    {
        _lastTouch = _context.Time.GetTimestamp();
        try
        {
            var content = new LockHolder(ProcessIdentity.Current, Purpose, _context.Time.GetUtcNow()).ToJson();
            _context.Writer.Replace(_path, _place.Folder, content, FsyncLevel.None);
            _isReported = false;
        }
        catch (StoreIOException fault)
        {
            if (!_isReported)
            {
                _isReported = true;
                Log.OwnerNotWritten(_context.Logger, _place.RunId, fault);
            }
        }
    }

    private static LockHolder? Read(StoreContext context, string path)
    {
        var buffer = TreeReader.Buffer;
        return context.Files.TryReadFile(path, buffer, MaxContent)
            ? LockHolder.Parse(new ReadOnlyMemory<byte>(buffer.Bytes, 0, buffer.Length))
            : null;
    }

    private static bool HasChangedSince(StoreContext context, RunPlace place, TimeSpan age)
    {
        var limit = context.Time.GetUtcNow() - age;
        var isFresh = false;
        Visit(context, place, nanoseconds => !(isFresh = ToTime(nanoseconds) > limit));
        return isFresh;
    }

    // The visitor says whether to go on. Most runs are judged by the first file.
    private static void Visit(StoreContext context, RunPlace place, Func<long, bool> visitor)
    {
        foreach (var name in (string[])[MlrunsLayout.OwnerFile, MlrunsLayout.MetaFile])
        {
            if (context.Files.TryStat(MlrunsLayout.Join(place.Folder, name), out var stat) && !visitor(stat.ModifiedNanoseconds))
            {
                return;
            }
        }

        var files = new List<KeyValuePair<string, string>>();
        foreach (var name in (string[])[MlrunsLayout.Metrics, MlrunsLayout.Params, MlrunsLayout.Tags])
        {
            new KeyFiles(context.Reader, NoProblems.Instance, place).List(MlrunsLayout.Join(place.Folder, name), files);
            foreach (var file in files)
            {
                if (context.Files.TryStat(file.Value, out var stat) && !visitor(stat.ModifiedNanoseconds))
                {
                    return;
                }
            }
        }
    }

    private static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.FromUnixTimeMilliseconds(nanoseconds / 1_000_000);
}
