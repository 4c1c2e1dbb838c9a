using System.Text;
using MlTrack.Benchmarks.Search;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server;
using MlTrack.Stores;

namespace MlTrack.Benchmarks.Remote;

/// <summary>What does <c>runs/search</c> for 100 of 10,000 runs cost over HTTP, compared with the same search in the process and writing its runs as JSON?</summary>
internal static class SearchRequests
{
    private const int Runs = 10_000;
    private const string Order = "metrics.accuracy DESC";
    private const string Filter = "metrics.accuracy > 0.01";

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        var tree = Environment.GetEnvironmentVariable("MLTRACK_BENCH_TREE") ?? folder.PathOf("tree");
        if (!Directory.Exists(tree))
        {
            new RunTree(tree).Write(Runs);
        }

        foreach (var watches in new[] { false, true })
        {
            using var store = new Internal.FileStore.FileTrackingStore(tree, new MlTrackClientOptions { IndexFolder = folder.PathOf("index"), WatchFiles = watches });
            await using var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, Store = store }).ConfigureAwait(false);
            using var http = new HttpClient();
            var experiments = (await store.SearchExperimentsAsync(new SearchExperimentsQuery()).ConfigureAwait(false)).Items.Select(experiment => experiment.ExperimentId).ToList();
            var query = new SearchRunsQuery { ExperimentIds = experiments, Filter = Filter, OrderBy = [Order], MaxResults = 100 };
            var uri = new Uri(server.Address, "/api/2.0/mlflow/runs/search");
            var body = $$"""{"experiment_ids":[{{string.Join(',', experiments.Select(id => $"\"{id}\""))}}],"filter":"{{Filter}}","order_by":["{{Order}}"],"max_results":100}""";
            await SearchAsync(store, query).ConfigureAwait(false);
            while (watches && store.Watch!.IsQuiet is false)
            {
                await Task.Delay(200).ConfigureAwait(false);
                await SearchAsync(store, query).ConfigureAwait(false);
            }

            // Several at a time, since one is too short for the clock of the processors.
            const int times = 10;
            var costs = RemoteVerb.Measure(rounds, () => RepeatAsync(times, () => SearchAsync(store, query)), () => RepeatAsync(times, () => PostAsync(http, uri, body)));
            RemoteVerb.Row($"`runs/search`, 100 of {Runs} runs{(watches ? ", `WatchFiles`" : "")}", costs[0] / times, costs[1] / times);
        }
    }

    private static async Task RepeatAsync(int times, Func<Task> work)
    {
        for (var i = 0; i < times; i++)
        {
            await work().ConfigureAwait(false);
        }
    }

    private static async Task SearchAsync(ITrackingStore store, SearchRunsQuery query)
    {
        var page = await store.SearchRunsAsync(query).ConfigureAwait(false);
        GC.KeepAlive(WireJson.Write(new SearchRunsAnswer { Runs = [.. page.Items.Select(WireRuns.ToMessage)], NextPageToken = page.NextPageToken }));
    }

    private static async Task PostAsync(HttpClient http, Uri uri, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(uri, content).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        GC.KeepAlive(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
    }
}
