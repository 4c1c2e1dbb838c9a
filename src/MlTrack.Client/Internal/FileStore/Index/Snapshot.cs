namespace MlTrack.Internal.FileStore.Index;

/// <summary>What a snapshot holds: the keys by their numbers, and the rows by experiment folder (relative to the root, with <c>/</c>) and run id.</summary>
internal sealed record Snapshot(IReadOnlyList<string> Keys, Dictionary<string, Dictionary<string, RunRow>> Experiments)
{
    /// <summary>How many runs it holds.</summary>
    internal int RunCount => Experiments.Values.Sum(runs => runs.Count);
}
