using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MlTrack.Server;
using MlTrack.Stores;

namespace MlTrack.Benchmarks.Remote;

/// <summary>How many batches a second does the server take from 8 clients, compared with an endpoint that parses the same JSON and appends the same lines?</summary>
internal static class LogBatchRequests
{
    private const int Clients = 8;
    private const int Requests = 500;
    private const int Keys = 10;
    private const int PointsOfKey = 10;

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        var store = TrackingStores.File(folder.PathOf("served"));
        await using var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, Store = store }).ConfigureAwait(false);
        await using var bare = await BareServer.StartAsync().ConfigureAwait(false);
        var bodies = new List<byte[]>();
        for (var i = 0; i < Clients; i++)
        {
            using var writer = BenchmarkFolder.NewRun(store);
            bodies.Add(MakeBody(writer.RunId));
        }

        var costs = RemoteVerb.Measure(
            rounds, () => PostAsync(new Uri(bare.Address, "/append"), bodies), () => PostAsync(new Uri(server.Address, "/api/2.0/mlflow/runs/log-batch"), bodies));
        RemoteVerb.Row(
            $"{Clients * Requests} × `runs/log-batch` of {Keys * PointsOfKey} points over {Keys} keys from {Clients} clients", costs[0], costs[1],
            FormattableString.Invariant($"= {costs[0].Time / costs[1].Time:P0} of the rate, {Clients * Requests / costs[1].Time * 1000:F0} a second "));
    }

    private static byte[] MakeBody(string runId)
    {
        var points = Enumerable.Range(0, Keys * PointsOfKey).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"key":"metric{{i % Keys}}","value":{{1.0 / (i + 1)}},"timestamp":{{1_700_000_000_000 + i}},"step":{{i / Keys}}}"""));
        return Encoding.UTF8.GetBytes($$"""{"run_id":"{{runId}}","metrics":[{{string.Join(',', points)}}]}""");
    }

    private static Task PostAsync(Uri uri, List<byte[]> bodies) => Task.WhenAll(bodies.Select(body => Task.Run(async () =>
    {
        using var http = new HttpClient();
        for (var i = 0; i < Requests; i++)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await http.PostAsync(uri, content).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
        }
    })));
}
