using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>What a search over runs reads of each, worked out once. Immutable and thread-safe.</summary>
internal sealed class SearchPlan
{
    private const int FewFiles = 6;

    internal SearchPlan(StoreContext context, CompiledSearch search, ViewType view, RunParts parts)
    {
        Search = search;
        View = view;
        Parts = parts;

        // The latest value and the history of a metric come out of one file.
        var metrics = search.Needs.Metrics.Concat(search.Needs.Histories).Distinct(StringComparer.Ordinal).ToList();
        Metrics = metrics.Select(key => new KeyFinder(context, MlrunsLayout.Metrics, key)).ToArray();
        Params = search.Needs.Params.Select(key => new KeyFinder(context, MlrunsLayout.Params, key)).ToArray();
        var tags = search.Needs.Tags.Append(MlrunsLayout.RunNameTag).Distinct(StringComparer.Ordinal).ToList();
        Wants = new RowWants(metrics, search.Needs.Params, tags);
        RunNameSlot = tags.IndexOf(MlrunsLayout.RunNameTag);
        Tags = tags.Select(key => new KeyFinder(context, MlrunsLayout.Tags, key)).ToArray();
        LatestSlots = search.Needs.Metrics.Select(key => metrics.IndexOf(key)).ToArray();
        HistorySlots = search.Needs.Histories.Select(key => metrics.IndexOf(key)).ToArray();
    }

    internal CompiledSearch Search { get; }

    internal ViewType View { get; }

    /// <summary>What of the runs on the page is wanted.</summary>
    internal RunParts Parts { get; }

    /// <summary>The keys that every run is asked for.</summary>
    internal RowWants Wants { get; }

    internal KeyFinder[] Metrics { get; }

    internal KeyFinder[] Params { get; }

    /// <summary>The tags of the search, and that of the run's name.</summary>
    internal KeyFinder[] Tags { get; }

    /// <summary>Where in <see cref="Metrics"/> the search's slots for latest values are.</summary>
    internal int[] LatestSlots { get; }

    /// <summary>Where in <see cref="Metrics"/> the search's slots for histories are.</summary>
    internal int[] HistorySlots { get; }

    /// <summary>True when of each run so many files may be looked at that opening its folder is worth it.</summary>
    internal bool ReadsManyFiles => Metrics.Length + Params.Length + Tags.Length > FewFiles;

    internal int RunNameSlot { get; }
}
