using BenchmarkDotNet.Attributes;

namespace MlTrack.Benchmarks;

/// <summary>Does opening a client depend on the number of runs? The folders are there; opening must not look at them.</summary>
[MemoryDiagnoser]
public class OpenBenchmarks
{
    private BenchmarkFolder? _folder;
    private string? _root;

    [Params(1, 10_000)]
    public int Runs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = new BenchmarkFolder();
        _root = _folder.PathOf("store");
        _folder.NewStore("store");
        for (var i = 0; i < Runs; i++)
        {
            Directory.CreateDirectory(Path.Combine(_root, "0", Guid.NewGuid().ToString("N"), "metrics"));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder!.Dispose();

    [Benchmark(Description = "MlTrackClient.Open, Dispose")]
    public void Open() => MlTrackClient.Open(_root!).Dispose();
}
