using System.Collections.Concurrent;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// What searches have read of the runs below one root, kept for the next one. It decides nothing: each value is believed only as long as its file has the
/// fingerprint that it had when it was read, so that a search gives what it would give without an index, only sooner.
/// </summary>
/// <remarks>Thread-safe. Bounded: when the rows take more than the limit, further ones are not kept.</remarks>
internal sealed class RunIndex
{
    /// <summary>Room for the rows of about 200,000 runs with 10 params, 10 metrics and 5 tags.</summary>
    internal const long DefaultMostBytes = 512L << 20;

    // Names, folders and the table itself, beside the row.
    private const int EntryBytes = 600;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, RunEntry>> _experiments = new(StringComparer.Ordinal);
    private readonly long _mostBytes;
    private long _bytes;

    internal RunIndex(long mostBytes = DefaultMostBytes) => _mostBytes = mostBytes;

    internal KeyNames Keys { get; } = new();

    /// <summary>About how much memory the index takes, in bytes.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gives the entries of an experiment's runs, as its folder has just been listed. Runs that are gone are forgotten.</summary>
    internal List<RunEntry> GetEntries(ExperimentPlace experiment, List<RunPlace> places)
    {
        var known = _experiments.GetOrAdd(experiment.Folder, _ => new ConcurrentDictionary<string, RunEntry>(StringComparer.Ordinal));
        var entries = new List<RunEntry>(places.Count);
        foreach (var place in places)
        {
            if (!known.TryGetValue(place.RunId, out var entry))
            {
                entry = new RunEntry(place);
                if (Bytes + EntryBytes <= _mostBytes)
                {
                    entry.IsKept = true;
                    entry = known.GetOrAdd(place.RunId, entry);
                    Interlocked.Add(ref _bytes, EntryBytes);
                }
            }

            entries.Add(entry);
        }

        if (known.Count > places.Count)
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
                entry.Row = row;
            }
        }
    }

    private void Forget(ConcurrentDictionary<string, RunEntry> known, List<RunPlace> places)
    {
        var present = new HashSet<string>(places.Select(place => place.RunId), StringComparer.Ordinal);
        foreach (var pair in known)
        {
            if (!present.Contains(pair.Key) && known.TryRemove(pair.Key, out var gone))
            {
                Interlocked.Add(ref _bytes, -EntryBytes - (gone.Row?.Length ?? 0));
            }
        }
    }
}
