
namespace MlTrack.Benchmarks.Remote;

/// <summary>How long does <c>mltrack server</c> take to its first answer, and how much memory does it hold when idle? Beside it a bare Kestrel.</summary>
internal static class ServerStart
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        var raw = new List<(Cost Cost, double Memory)>();
        var ours = new List<(Cost Cost, double Memory)>();
        for (var round = 0; round <= rounds; round++)
        {
            raw.Add(await OnceAsync(ServerProcess.StartBareAsync()).ConfigureAwait(false));
            ours.Add(await OnceAsync(ServerProcess.StartToolAsync(folder.PathOf("served"))).ConfigureAwait(false));
        }

        RemoteVerb.Row(
            "start to first answer, bare Kestrel / `mltrack server`", Best(raw), Best(ours),
            FormattableString.Invariant($"memory idle {raw.Min(one => one.Memory):F0} / {ours.Min(one => one.Memory):F0} MiB "));
    }

    private static async Task<(Cost Cost, double Memory)> OnceAsync(Task<ServerProcess> starting)
    {
        using var server = await starting.ConfigureAwait(false);
        var processor = server.Processor.TotalMilliseconds;
        await Task.Delay(Idle).ConfigureAwait(false);
        return (new Cost(server.StartMilliseconds, processor), server.Resident);
    }

    private static Cost Best(List<(Cost Cost, double Memory)> all) => new(all.Skip(1).Min(one => one.Cost.Time), all.Skip(1).Min(one => one.Cost.Processor));
}
