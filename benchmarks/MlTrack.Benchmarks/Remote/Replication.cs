using System.Net.Http.Headers;
using MlTrack.Server;
using MlTrack.Stores;

namespace MlTrack.Benchmarks.Remote;

/// <summary>What does bringing a run of 1,000,000 points to a server on this machine cost, compared with posting the same bodies to an endpoint that only parses them?</summary>
internal static class Replication
{
    private const int Keys = 10;
    private const int Points = 1_000_000;

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        var tree = folder.PathOf("tree");
        WriteRun(tree);
        var bodies = new List<byte[]>();
        await SyncAsync(folder, tree, bodies).ConfigureAwait(false);
        await using var bare = await BareServer.StartAsync().ConfigureAwait(false);
        using var http = new HttpClient { BaseAddress = bare.Address };
        var raw = new List<Cost>();
        var ours = new List<Cost>();
        for (var round = 0; round <= rounds; round++)
        {
            GC.Collect();
            raw.Add(Rounds.MeasureOnce(() => PostAsync(http, bodies).GetAwaiter().GetResult()));
            ours.Add(await SyncAsync(folder, tree, bodies: null).ConfigureAwait(false));
        }

        var (first, second) = (RemoteVerb.Best(raw), RemoteVerb.Best(ours));
        RemoteVerb.Row($"replicating {Points} points, {bodies.Count} requests", first, second, FormattableString.Invariant($"= {first.Time / second.Time:P0} ({first.Processor / second.Processor:P0}) of the rate "));
    }

    private static void WriteRun(string tree)
    {
        var store = TrackingStores.File(tree);
        using var writer = BenchmarkFolder.NewRun(store);
        for (var start = 0; start < Points; start += 1000)
        {
            writer.LogMetrics(Enumerable.Range(start, 1000).Select(i => new Metric
            {
                Key = "metric" + (i % Keys), Value = 1.0 / (i + 1), TimestampMilliseconds = 1_700_000_000_000 + i, Step = i / Keys,
            }).ToList());
        }
    }

    // Each time to a new server that knows nothing, from a tree that has sent nothing.
    private static async Task<Cost> SyncAsync(BenchmarkFolder folder, string tree, List<byte[]>? bodies)
    {
        foreach (var cursor in Directory.GetDirectories(tree, ".mltrack-sync", SearchOption.AllDirectories))
        {
            Directory.Delete(cursor, recursive: true);
        }

        Cost cost;
        var served = folder.PathOf(Guid.NewGuid().ToString("N"));
        await using (var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, TrackingUri = served }).ConfigureAwait(false))
        {
            await using var client = MlTrackClient.Open(tree);
            var target = TrackingStores.Rest(server.Address.ToString(), new RestStoreOptions { WrapHandler = inner => bodies is null ? inner : new Recorder(bodies, inner) });
            GC.Collect();
            cost = Rounds.MeasureOnce(() =>
            {
                var result = client.SyncToAsync(target).GetAwaiter().GetResult();
                if (result.Points != Points)
                {
                    throw new InvalidOperationException($"{result.Points} points were sent.");
                }
            });

            ((IDisposable)target).Dispose();
        }

        Directory.Delete(served, recursive: true);
        return cost;
    }

    private static async Task PostAsync(HttpClient http, List<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await http.PostAsync("/parse", content).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
        }
    }

    private sealed class Recorder(List<byte[]> bodies, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/runs/log-batch", StringComparison.Ordinal))
            {
                bodies.Add(await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            }

            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }
}
