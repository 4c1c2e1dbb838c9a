using MlTrack.Server;

namespace MlTrack.Benchmarks.Remote;

/// <summary>What does a call of a run cost whose store is a server, compared with one whose store is a folder? Both are local appends; the replicator follows on a thread of its own.</summary>
internal static class RunCalls
{
    private const int Metrics = 100_000;
    private const int Params = 200;

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        Environment.SetEnvironmentVariable("MLTRACK_SPOOL_DIR", folder.PathOf("spool"));
        await using var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, TrackingUri = folder.PathOf("served") }).ConfigureAwait(false);
        await using var local = MlTrackClient.Open(folder.PathOf("local"));
        await using var remote = MlTrackClient.Open(server.Address.ToString());

        // The thread's own time by the clock: what the training waits for. That the replicator also needs a processor is what the processor time shows.
        var raw = new List<Cost>();
        var ours = new List<Cost>();
        for (var round = 0; round <= rounds; round++)
        {
            await OnceAsync(local, raw).ConfigureAwait(false);
            await OnceAsync(remote, ours).ConfigureAwait(false);
        }

        RemoteVerb.Row($"{Metrics} `LogMetric` and {Params} `LogParam` of a run, folder / server", RemoteVerb.Best(raw), RemoteVerb.Best(ours));
    }

    private static async Task OnceAsync(MlTrackClient client, List<Cost> costs)
    {
        await using var run = await client.StartRunAsync("bench").ConfigureAwait(false);
        costs.Add(Rounds.MeasureOnce(() => Log(run)));

        // Beyond what is measured: disposal waits until everything is sent, before the other's turn.
        await run.EndAsync().ConfigureAwait(false);
    }

    private static void Log(Run run)
    {
        for (var i = 0; i < Params; i++)
        {
            run.LogParam("param" + i, i);
        }

        for (var i = 0; i < Metrics; i++)
        {
            run.LogMetric("loss", 1.0 / (i + 1), i);
        }
    }
}
