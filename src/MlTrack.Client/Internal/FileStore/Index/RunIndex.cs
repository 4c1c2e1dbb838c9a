using System.Collections.Concurrent;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// What searches have read of the runs below one root, kept for the next one, here and (by a snapshot) in the next process. It decides nothing: each value is believed
/// only as long as its file has the fingerprint that it had when it was read, so that a search gives what it would give without an index, only sooner.
/// </summary>
/// <remarks>Thread-safe. Bounded: when the rows take more than the limit, further ones are not kept.</remarks>
internal sealed class RunIndex
{
    /// <summary>Room for the rows of about 200,000 runs with 10 params, 10 metrics and 5 tags.</summary>
    internal const long DefaultMostBytes = 512L << 20;

    // Names, folders and the table itself, beside the row.
    private const int EntryBytes = 600;

    // Reading fewer runs again is cheaper than writing a file; of many, an eighth again costs about what writing all of them costs.
    private const int LeastUnsaved = 64;
    private const int UnsavedShare = 8;

    private readonly string _root;
    private readonly SnapshotStore? _store;
    private readonly long _mostBytes;
    private readonly object _saving = new();

    // By folder, relative to the root. The snapshot is read when the first experiment is asked for.
    private readonly Lazy<ConcurrentDictionary<string, IndexedExperiment>> _experiments;
    private long _bytes;
    private int _unsaved;

    /// <param name="root">The root of the tree.</param>
    /// <param name="store">Where the snapshot lies; null for none.</param>
    internal RunIndex(string root, SnapshotStore? store = null, long mostBytes = DefaultMostBytes)
    {
        _root = root;
        _store = store;
        _mostBytes = mostBytes;
        _experiments = new Lazy<ConcurrentDictionary<string, IndexedExperiment>>(Load);
    }

    internal KeyNames Keys { get; } = new();

    /// <summary>About how much memory the index takes, in bytes.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gives the entries of an experiment's runs, as its folder has just been listed. Runs that are gone are forgotten.</summary>
    internal List<RunEntry> GetEntries(ExperimentPlace experiment, List<RunPlace> places)
    {
        var known = _experiments.Value.GetOrAdd(RelativeFolder(experiment.Folder), _ => new IndexedExperiment(loaded: null));
        var entries = new List<RunEntry>(places.Count);
        foreach (var place in places)
        {
            if (!known.Runs.TryGetValue(place.RunId, out var entry))
            {
                entry = Add(known, place);
            }

            entries.Add(entry);
        }

        known.ForgetLoaded();
        if (known.Runs.Count > places.Count)
        {
            Forget(known, places);
        }

        return entries;
    }

    /// <summary>Keeps what has been read of a run.</summary>
    internal void Keep(RunEntry entry, RunRow row)
    {
        if (!entry.IsKept)
        {
            return;
        }

        lock (entry)
        {
            var more = row.Length - (entry.Row?.Length ?? 0);
            if (more <= 0 || Bytes + more <= _mostBytes)
            {
                Interlocked.Add(ref _bytes, more);
                Interlocked.Increment(ref _unsaved);
                entry.Row = row;
            }
        }
    }

    /// <summary>Writes the snapshot if much has been learned since the last one.</summary>
    internal void SaveIfWorth()
    {
        var unsaved = Volatile.Read(ref _unsaved);
        if (_store is not null && unsaved >= LeastUnsaved && unsaved >= _experiments.Value.Values.Sum(experiment => experiment.Runs.Count) / UnsavedShare && Monitor.TryEnter(_saving))
        {
            try
            {
                Save();
            }
            finally
            {
                Monitor.Exit(_saving);
            }
        }
    }

    /// <summary>Writes the snapshot.</summary>
    internal void Save()
    {
        var unsaved = Volatile.Read(ref _unsaved);
        var experiments = _experiments.Value.ToDictionary(pair => pair.Key, pair => pair.Value.GetRows(), StringComparer.Ordinal);

        // The keys after the rows: no row knows a key that is not among them.
        var keys = Enumerable.Range(0, Keys.Count).Select(number => Keys[number]).ToList();
        _store?.Save(keys, experiments);
        Interlocked.Add(ref _unsaved, -unsaved);
    }

    private RunEntry Add(IndexedExperiment experiment, RunPlace place)
    {
        var entry = new RunEntry(place);
        if (Bytes + EntryBytes > _mostBytes)
        {
            return entry;
        }

        entry.IsKept = true;
        entry.Row = experiment.FindLoaded(place.RunId);
        var added = experiment.Runs.GetOrAdd(place.RunId, entry);
        if (ReferenceEquals(added, entry))
        {
            Interlocked.Add(ref _bytes, EntryBytes + (entry.Row?.Length ?? 0));
        }

        return added;
    }

    private ConcurrentDictionary<string, IndexedExperiment> Load()
    {
        var experiments = new ConcurrentDictionary<string, IndexedExperiment>(StringComparer.Ordinal);
        if (_store?.Load(_mostBytes) is { } snapshot)
        {
            // Nothing has a number yet, so that each key gets the one it has in the rows; unless the file names a key twice.
            foreach (var key in snapshot.Keys)
            {
                Keys.Get(key);
            }

            if (Keys.Count == snapshot.Keys.Count)
            {
                foreach (var experiment in snapshot.Experiments)
                {
                    experiments[experiment.Key] = new IndexedExperiment(experiment.Value);
                }
            }
        }

        return experiments;
    }

    private string RelativeFolder(string folder) => folder.Substring(_root.Length).TrimStart(Path.DirectorySeparatorChar).Replace(Path.DirectorySeparatorChar, '/');

    private void Forget(IndexedExperiment experiment, List<RunPlace> places)
    {
        var present = new HashSet<string>(places.Select(place => place.RunId), StringComparer.Ordinal);
        foreach (var pair in experiment.Runs)
        {
            if (!present.Contains(pair.Key) && experiment.Runs.TryRemove(pair.Key, out var gone))
            {
                Interlocked.Add(ref _bytes, -EntryBytes - (gone.Row?.Length ?? 0));
            }
        }
    }
}
