using BenchmarkDotNet.Attributes;
using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>What does a new param cost, compared with the raw create, write and close that its file needs at least?</summary>
[MemoryDiagnoser]
public class ParamBenchmarks
{
    private readonly byte[] _value = "0.01"u8.ToArray();
    private BenchmarkFolder? _folder;
    private IRunWriter? _writer;
    private string? _raw;
    private int _number;

    [GlobalSetup]
    public void Setup()
    {
        _folder = new BenchmarkFolder();
        _raw = _folder.PathOf("raw");
        Directory.CreateDirectory(_raw);
        _writer = BenchmarkFolder.NewRun(_folder.NewStore("store"));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _writer!.Dispose();
        _folder!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "raw create, write, close")]
    public void Raw() => Native.WriteNew(Path.Combine(_raw!, "param" + _number++), _value);

    [Benchmark(Description = "LogParam, a new key")]
    public void LogParam() => _writer!.LogParam("param" + _number++, "0.01");
}
