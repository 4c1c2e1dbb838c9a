using MlTrack.Internal.FileStore;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>What a store has acknowledged, step by step, as questions to a store that is opened later on what is left of the tree.</summary>
internal sealed class PromisedFacts
{
    private readonly Dictionary<string, Func<FileTrackingStore, Task<bool>>> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    internal void Add(string name, Func<FileTrackingStore, Task<bool>> holds) => _facts.Add(name, holds);

    internal void AddRun(string name, string runId, Func<RunRecord, bool> holds) => Add(name, async store => holds(await store.GetRunAsync(runId)));

    /// <summary>Says that a param or tag was given a value: from then on it has that value or a later one.</summary>
    internal void AddValue(string name, string runId, string key, string value, Func<RunData, IReadOnlyDictionary<string, string>> select)
    {
        var values = MayHave(runId, key, value);
        var index = values.Count - 1;
        AddRun(name, runId, run => select(run.Data).TryGetValue(key, out var now) && values.IndexOf(now) >= index);
    }

    /// <summary>Says that a param or tag may be seen with a value, which nobody has promised to keep.</summary>
    internal List<string> MayHave(string runId, string key, string value)
    {
        var values = _values.TryGetValue(runId + key, out var known) ? known : _values[runId + key] = [];
        values.Add(value);
        return values;
    }

    /// <summary>Whether a value was ever given to a key of a run: anything else is half a value.</summary>
    internal bool WasGiven(string runId, string key, string value) => _values.TryGetValue(runId + key, out var values) && values.Contains(value);

    internal async Task<List<string>> FindBrokenAsync(FileTrackingStore store, IEnumerable<string> acknowledged)
    {
        var broken = new List<string>();
        foreach (var name in acknowledged)
        {
            try
            {
                if (!await _facts[name](store))
                {
                    broken.Add(name);
                }
            }
            catch (Exception exception) when (exception is MlTrackException or KeyNotFoundException or InvalidOperationException)
            {
                broken.Add(name + ": " + exception.Message);
            }
        }

        return broken;
    }
}
