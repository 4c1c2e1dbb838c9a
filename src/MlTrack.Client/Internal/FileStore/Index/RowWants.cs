namespace MlTrack.Internal.FileStore.Index;

/// <summary>The keys that a search is about to ask every run for. Immutable.</summary>
internal sealed record RowWants(IReadOnlyList<string> Metrics, IReadOnlyList<string> Params, IReadOnlyList<string> Tags)
{
    /// <summary>Gives the numbers of the keys in one snapshot, ascending; keys that it does not know are in no row.</summary>
    internal static int[] Number(IReadOnlyList<string> wanted, Dictionary<string, int> numbers) =>
        wanted.Select(key => numbers.TryGetValue(key, out var number) ? number : KeyNames.Unknown).Where(number => number != KeyNames.Unknown).Distinct().Order().ToArray();
}
