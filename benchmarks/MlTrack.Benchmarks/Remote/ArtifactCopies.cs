using MlTrack.Stores;

namespace MlTrack.Benchmarks.Remote;

/// <summary>What do upload and download of a file of 1 GiB cost, compared with a bare <c>HttpClient</c> and a Kestrel that copies? The servers are processes of their own.</summary>
internal static class ArtifactCopies
{
    private const long Size = 1L << 30;

    public static async Task MeasureAsync(int rounds)
    {
        using var folder = new BenchmarkFolder();
        var source = folder.PathOf("model.bin");
        WriteFile(source);
        using var bare = await ServerProcess.StartBareAsync().ConfigureAwait(false);
        using var server = await ServerProcess.StartToolAsync(folder.PathOf("served")).ConfigureAwait(false);
        var store = TrackingStores.Rest(server.Address.ToString());
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "bench" }).ConfigureAwait(false);
        var artifacts = await ((IArtifactRepositoryProvider)store).GetRunArtifactsAsync(run.Info).ConfigureAwait(false);
        using var http = new HttpClient { BaseAddress = bare.Address, Timeout = Timeout.InfiniteTimeSpan };

        var memory = server.Resident;
        var uploads = Measure(rounds, bare, server, () => PutAsync(http, source), () => artifacts.LogArtifactAsync(source).AsTask());
        var uploadPeak = server.Peak - memory;
        var downloads = Measure(
            rounds, bare, server, () => GetAsync(http, folder.PathOf("raw.bin")),
            async () => File.Delete(await artifacts.DownloadAsync("model.bin", folder.PathOf("downloads")).ConfigureAwait(false)));
        RemoteVerb.Row("upload of 1 GiB", uploads.Raw, uploads.Ours, Rate(uploads, uploadPeak));
        RemoteVerb.Row("download of 1 GiB", downloads.Raw, downloads.Ours, Rate(downloads, server.Peak - memory));
        ((IDisposable)store).Dispose();
    }

    private static string Rate((Cost Raw, Cost Ours) costs, double memory) =>
        FormattableString.Invariant($"= {costs.Raw.Time / costs.Ours.Time:P0} of the rate; the server took at most {memory:F0} MiB more than idle ");

    private static (Cost Raw, Cost Ours) Measure(int rounds, ServerProcess bare, ServerProcess server, Func<Task> raw, Func<Task> ours)
    {
        var best = (Raw: new Cost(double.MaxValue, double.MaxValue), Ours: new Cost(double.MaxValue, double.MaxValue));
        for (var round = 0; round <= rounds; round++)
        {
            var first = MeasureOnce(bare, raw);
            var second = MeasureOnce(server, ours);
            if (round > 0)
            {
                best = (Least(best.Raw, first), Least(best.Ours, second));
            }
        }

        return best;
    }

    // The server's processors count too.
    private static Cost MeasureOnce(ServerProcess server, Func<Task> work)
    {
        var before = server.Processor;
        var cost = Rounds.MeasureOnce(() => work().GetAwaiter().GetResult());
        return cost with { Processor = cost.Processor + (server.Processor - before).TotalMilliseconds };
    }

    private static Cost Least(Cost one, Cost other) => new(Math.Min(one.Time, other.Time), Math.Min(one.Processor, other.Processor));

    private static async Task PutAsync(HttpClient http, string source)
    {
        await using var file = File.OpenRead(source);
        using var content = new StreamContent(file);
        using var answer = await http.PutAsync("/file", content).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task GetAsync(HttpClient http, string target)
    {
        await using (var body = await http.GetStreamAsync("/file").ConfigureAwait(false))
        {
            await using var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await body.CopyToAsync(file).ConfigureAwait(false);
        }

        File.Delete(target);
    }

    private static void WriteFile(string path)
    {
        var block = new byte[1 << 20];
        new Random(1).NextBytes(block);
        using var file = File.Create(path);
        for (long at = 0; at < Size; at += block.Length)
        {
            file.Write(block);
        }
    }
}
