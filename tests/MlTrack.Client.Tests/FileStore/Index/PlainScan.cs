using MlTrack.Internal.FileStore;
using MlTrack.Internal.Search;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>Searches a tree without any cleverness: every run is read whole by a store that has just been opened, and then looked at.</summary>
internal static class PlainScan
{
    public static async Task<PagedList<RunRecord>> SearchAsync(string root, SearchRunsQuery query)
    {
        var store = new FileTrackingStore(root, new MlTrackClientOptions());
        var runs = new List<RunRecord>();
        foreach (var folder in Directory.GetDirectories(root).SelectMany(Directory.GetDirectories).Where(f => File.Exists(Path.Combine(f, "meta.yaml"))))
        {
            runs.Add(await store.GetRunAsync(Path.GetFileName(folder)));
        }

        return RunSearch.Execute(runs, query, FilterDialect.Extended, (run, key) => History(store, run, key));
    }

    private static List<Metric> History(ITrackingStore store, RunRecord run, string key) =>
        store.GetMetricHistoryAsync(run.Info.RunId, key).ToBlockingEnumerable().ToList();
}
