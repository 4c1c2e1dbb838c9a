using System.Collections.Concurrent;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>What the index has of the runs in one experiment's folder. Thread-safe.</summary>
/// <param name="loaded">Rows of the snapshot by run id; they are handed to the runs when the folder is first listed.</param>
internal sealed class IndexedExperiment(Dictionary<string, RunRow>? loaded)
{
    private volatile Dictionary<string, RunRow>? _loaded = loaded;
    private volatile ExperimentPlace? _place;
    private volatile List<RunEntry>? _trusted;

    /// <summary>Where the folder is; null until a search has come to it.</summary>
    internal ExperimentPlace? Place
    {
        get => _place;
        set => _place = value;
    }

    /// <summary>The runs that searches have seen, by id.</summary>
    internal ConcurrentDictionary<string, RunEntry> Runs { get; } = loaded is null ? new(StringComparer.Ordinal) : new(Environment.ProcessorCount, loaded.Count, StringComparer.Ordinal);

    /// <summary>The notices of the folder itself: runs that come and go.</summary>
    internal WatchState State { get; } = new();

    /// <summary>All runs, of which no notice has come since the folder was listed; null when it is to be listed. Never changed.</summary>
    internal List<RunEntry>? Trusted => _trusted;

    /// <summary>A run may have come or gone.</summary>
    internal void Touch()
    {
        lock (State)
        {
            State.Touch();
            _trusted = null;
        }
    }

    /// <summary>The folder was listed.</summary>
    /// <param name="version">The count of notices before that; if there is another by now, nothing changes.</param>
    internal void See(List<RunEntry> runs, int version)
    {
        lock (State)
        {
            if (State.Version == version)
            {
                _trusted = runs;
            }
        }
    }

    /// <summary>Gives what the snapshot has of a run; null for nothing.</summary>
    internal RunRow? FindLoaded(string runId) => _loaded is { } rows && rows.TryGetValue(runId, out var row) ? row : null;

    /// <summary>Forgets the snapshot: all runs that there are have been seen.</summary>
    internal void ForgetLoaded() => _loaded = null;

    /// <summary>All rows by run id, to be written. Some may be parts.</summary>
    internal List<KeyValuePair<string, RunRow>> GetRows()
    {
        // Before a listing, what was loaded is all there is.
        if (_loaded is { } rows)
        {
            return [.. rows];
        }

        var list = new List<KeyValuePair<string, RunRow>>();
        foreach (var run in Runs)
        {
            if (run.Value.Row is { } row)
            {
                list.Add(new KeyValuePair<string, RunRow>(run.Key, row));
            }
        }

        return list;
    }
}
