using System.Collections.Concurrent;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// What searches have read of the runs below one root, kept for the next one, here and (by a snapshot) in the next process. It decides nothing: each value is believed
/// only as long as its file has the fingerprint that it had when it was read, so that a search gives what it would give without an index, only sooner.
/// </summary>
/// <remarks>Thread-safe. Bounded: when the rows take more than the limit, further ones are not kept.</remarks>
internal sealed class RunIndex : IDisposable
{
    /// <summary>Room for the rows of about 200,000 runs with 10 params, 10 metrics and 5 tags.</summary>
    internal const long DefaultMostBytes = 512L << 20;

    /// <summary>How old the last notice must be before what was read after it is trusted.</summary>
    internal static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

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
    private RowWants? _wants;
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

    /// <summary>True when notices of changes are to be relied on: what is trusted is given without a look at the disk.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>Called when there is something that has not been read whole yet.</summary>
    internal Action? SomethingNew { get; set; }

    /// <summary>All experiments that searches have come to.</summary>
    internal IEnumerable<IndexedExperiment> Experiments => _experiments.Value.Values.Where(experiment => experiment.Place is not null);

    /// <summary>Says what a search is about to ask all runs for. Only the first search in a process has a say in what is taken into memory of a snapshot.</summary>
    internal void Expect(SearchPlan plan)
    {
        // With notices all runs are wanted whole.
        if (!_experiments.IsValueCreated && !IsWatched && SomethingNew is null)
        {
            _wants = plan.Wants;
        }
    }

    /// <summary>Gives the row of a run as a whole; null when nothing is known of the run.</summary>
    internal RunRow? GetWhole(RunEntry entry)
    {
        var part = entry.Row;
        if (part?.Whole is not { } stored)
        {
            return part;
        }

        var row = stored.TryRead() ?? part.WithoutWhole();
        lock (entry)
        {
            var more = row.Length - part.Length;
            if (ReferenceEquals(entry.Row, part) && Bytes + more <= _mostBytes)
            {
                Interlocked.Add(ref _bytes, more);
                entry.Row = row;
            }
        }

        return row;
    }

    /// <summary>Gives the entries of an experiment's runs. Runs that are gone are forgotten.</summary>
    /// <param name="list">Lists the folder, and says whether all went well.</param>
    internal List<RunEntry> GetEntries(ExperimentPlace place, Func<ExperimentPlace, (List<RunPlace> Runs, bool IsWell)> list)
    {
        var experiment = GetExperiment(place);
        if (IsWatched && experiment.Trusted is { } trusted)
        {
            return trusted;
        }

        var count = experiment.Runs.Count;
        TryList(experiment, list, out var entries);
        if (IsWatched && experiment.Runs.Count != count)
        {
            SomethingNew?.Invoke();
        }

        return entries;
    }

    /// <summary>Lists an experiment's runs.</summary>
    /// <returns>False when the list cannot be trusted yet.</returns>
    internal bool TryList(IndexedExperiment experiment, Func<ExperimentPlace, (List<RunPlace> Runs, bool IsWell)> list) => TryList(experiment, list, out _);

    /// <summary>Something may have changed in an experiment's folder itself.</summary>
    /// <param name="withRuns">Whether all its runs may have changed too.</param>
    internal void Touch(string relativeFolder, bool withRuns)
    {
        if (_experiments.Value.TryGetValue(relativeFolder, out var experiment))
        {
            experiment.Touch();
            if (withRuns)
            {
                foreach (var run in experiment.Runs)
                {
                    run.Value.Touch();
                }
            }
        }
    }

    /// <summary>This process is about to change a run, or has made it.</summary>
    internal void Touch(RunPlace place)
    {
        var folder = RelativeFolder(place.Experiment.Folder);
        Touch(folder, place.RunId);
        if (_experiments.Value.TryGetValue(folder, out var experiment) && !experiment.Runs.ContainsKey(place.RunId))
        {
            experiment.Touch();
        }
    }

    /// <summary>Something in a run's folder may have changed.</summary>
    internal void Touch(string relativeFolder, string runId)
    {
        if (_experiments.Value.TryGetValue(relativeFolder, out var experiment) && experiment.Runs.TryGetValue(runId, out var run))
        {
            run.Touch();
        }
    }

    /// <summary>Anything may have changed.</summary>
    internal void TouchAll()
    {
        foreach (var experiment in _experiments.Value)
        {
            Touch(experiment.Key, withRuns: true);
        }
    }

    /// <summary>Gives the folder of an experiment relative to the root, with <c>/</c>: how it is known here.</summary>
    internal string RelativeFolder(string folder) => folder.Substring(_root.Length).TrimStart(Path.DirectorySeparatorChar).Replace(Path.DirectorySeparatorChar, '/');

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

    /// <summary>Closes the file of the snapshot. Searches go on, and read more of the tree's files.</summary>
    public void Dispose() => _store?.Dispose();

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

    private bool TryList(IndexedExperiment experiment, Func<ExperimentPlace, (List<RunPlace> Runs, bool IsWell)> list, out List<RunEntry> entries)
    {
        var version = experiment.State.Version;
        var isSettled = experiment.State.IsSettled(SettleTime);
        var (places, isWell) = list(experiment.Place!);
        entries = GetEntries(experiment, places);
        if (!IsWatched || !isSettled || !isWell || !entries.TrueForAll(entry => entry.IsKept))
        {
            // Without room, or with a fault, it will not be better soon.
            return isSettled;
        }

        experiment.See(entries, version);
        return true;
    }

    private IndexedExperiment GetExperiment(ExperimentPlace place)
    {
        var experiment = _experiments.Value.GetOrAdd(RelativeFolder(place.Folder), _ => new IndexedExperiment(loaded: null));
        experiment.Place ??= place;
        return experiment;
    }

    private List<RunEntry> GetEntries(IndexedExperiment experiment, List<RunPlace> places)
    {
        var entries = new List<RunEntry>(places.Count);
        foreach (var place in places)
        {
            if (!experiment.Runs.TryGetValue(place.RunId, out var entry))
            {
                entry = Add(experiment, place);
            }

            entries.Add(entry);
        }

        experiment.ForgetLoaded();
        if (experiment.Runs.Count > places.Count)
        {
            Forget(experiment, places);
        }

        return entries;
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
        if (_store?.Load(_mostBytes, _wants) is { } snapshot)
        {
            // Nothing has a number yet, so that each key gets the one it has in the rows; unless there are more keys than are numbered.
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
