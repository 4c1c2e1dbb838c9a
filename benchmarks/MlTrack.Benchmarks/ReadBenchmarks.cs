using BenchmarkDotNet.Attributes;
using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>What does reading one run of 20 metrics, 20 params and 10 tags cost, compared with listing and reading the same files raw?</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private BenchmarkFolder? _folder;
    private IDirectTrackingStore? _store;
    private string? _runId;
    private string? _run;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _folder = new BenchmarkFolder();
        _store = _folder.NewStore("store");
        using var writer = BenchmarkFolder.NewRun(_store);
        _runId = writer.RunId;
        _run = Path.Combine(_folder.PathOf("store"), "0", _runId);
        for (var i = 0; i < 20; i++)
        {
            writer.LogParam("param" + i, "0.01");
            for (var step = 0; step < 10; step++)
            {
                writer.OpenMetric("metric" + i).Append(step * 0.1, 1_700_000_000_000 + step, step);
            }
        }

        for (var i = 0; i < 9; i++)
        {
            writer.SetTag("tag" + i, "text");
        }

        await _store.UpdateRunAsync(_runId, new RunUpdate { Status = RunStatus.Finished });
    }

    [GlobalCleanup]
    public void Cleanup() => _folder!.Dispose();

    [Benchmark(Baseline = true, Description = "raw: list 3 folders, read 51 files")]
    public int Raw()
    {
        var bytes = Native.ReadAll(Path.Combine(_run!, "meta.yaml"), _buffer);
        foreach (var folder in new[] { "metrics", "params", "tags" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_run!, folder)))
            {
                bytes += Native.ReadAll(file, _buffer);
            }
        }

        return bytes;
    }

    [Benchmark(Description = "GetRunAsync")]
    public RunRecord GetRun() => _store!.GetRunAsync(_runId!).AsTask().GetAwaiter().GetResult();
}
