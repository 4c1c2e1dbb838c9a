namespace MlTrack.Internal.FileStore;

/// <summary>The runs that this process writes: one <see cref="RunFiles"/> for each, shared by all its writers and by the store's own calls.</summary>
/// <remarks>Thread-safe. Runs without an open writer are dropped when there are too many; the next call makes them anew.</remarks>
internal sealed class OpenRunFiles
{
    private const int MaxWithoutWriter = 256;

    private readonly StoreContext _context;
    private readonly object _gate = new();
    private readonly Dictionary<string, RunFiles> _runs = new(StringComparer.Ordinal);

    internal OpenRunFiles(StoreContext context) => _context = context;

    /// <summary>Gives the files of a run for one call that may change it.</summary>
    internal RunFiles Get(RunPlace place)
    {
        _context.Watched?.Touch(place);
        return Peek(place);
    }

    /// <summary>Gives the files of a run for one call that only reads.</summary>
    internal RunFiles Peek(RunPlace place)
    {
        lock (_gate)
        {
            return GetOrMake(place);
        }
    }

    /// <summary>Writes the points of a run that wait in memory, so that this process reads what it has logged.</summary>
    internal void WriteWhatWaits(string runId)
    {
        RunFiles? files;
        lock (_gate)
        {
            _runs.TryGetValue(runId, out files);
        }

        files?.Buffer?.Drain();
    }

    /// <summary>Gives the files of a run for a writer, which gives them back by <see cref="Release"/>.</summary>
    internal RunFiles Open(RunPlace place)
    {
        lock (_gate)
        {
            var files = GetOrMake(place);
            files.WriterCount++;
            _context.Watched?.Touch(place);
            return files;
        }
    }

    /// <summary>True when a writer is open on a run.</summary>
    internal bool HasWriter(string runId)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(runId, out var files) && files.WriterCount > 0;
        }
    }

    /// <summary>True when a writer is open, which will flush and close what is written.</summary>
    internal bool HasWriter(RunFiles files)
    {
        lock (_gate)
        {
            return files.WriterCount > 0;
        }
    }

    /// <summary>Takes a writer's files back; the last one closes them.</summary>
    internal void Release(RunFiles files)
    {
        lock (_gate)
        {
            if (--files.WriterCount > 0)
            {
                return;
            }

            if (_runs.TryGetValue(files.RunId, out var known) && ReferenceEquals(known, files))
            {
                _runs.Remove(files.RunId);
            }
        }

        files.Owner.Release();
        files.CloseMetrics();
        _context.Watched?.Touch(files.Place);
    }

    private RunFiles GetOrMake(RunPlace place)
    {
        // The same run in another place: its experiment was moved to the trash or back.
        if (_runs.TryGetValue(place.RunId, out var files) && files.Place.Folder == place.Folder)
        {
            return files;
        }

        if (_runs.Count >= MaxWithoutWriter)
        {
            DropUnused();
        }

        files = new RunFiles(_context, place);
        _runs[place.RunId] = files;
        return files;
    }

    private void DropUnused()
    {
        foreach (var files in _runs.Values.Where(files => files.WriterCount == 0).ToList())
        {
            _runs.Remove(files.RunId);
            files.CloseMetrics();
        }
    }
}
