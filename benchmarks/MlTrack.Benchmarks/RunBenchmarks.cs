using BenchmarkDotNet.Attributes;
using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>
/// What does a run with 5 params and 5 metrics cost from start to end, compared with the raw file operations, fsyncs included, that make the same files under the same
/// guarantees: folders and files made, <c>meta.yaml</c> synced and renamed at the start and at the end?
/// </summary>
[MemoryDiagnoser]
public class RunBenchmarks
{
    private const string Time = "2026-01-01T00:00:00Z";

    private readonly byte[] _line = "1700000000000 0.5 0\n"u8.ToArray();
    private readonly byte[] _value = "0.01"u8.ToArray();
    private readonly byte[] _meta = new byte[560];
    private BenchmarkFolder? _folder;
    private IDirectTrackingStore? _store;
    private DateTimeOffset _end;
    private int _number;

    [GlobalSetup]
    public void Setup()
    {
        _folder = new BenchmarkFolder();
        _store = _folder.NewStore("store");
        _end = DateTimeOffset.Parse(Time, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GlobalCleanup]
    public void Cleanup() => _folder!.Dispose();

    [Benchmark(Baseline = true, Description = "raw files of the same run")]
    public void Raw()
    {
        var run = _folder!.PathOf("raw" + _number++);
        foreach (var folder in new[] { "params", "metrics", "tags", "artifacts" })
        {
            Directory.CreateDirectory(Path.Combine(run, folder));
        }

        Native.WriteNew(Path.Combine(run, "tags", "mlflow.runName"), _value);
        Native.WriteNew(Path.Combine(run, "temp"), _meta, sync: true);
        Native.Rename(Path.Combine(run, "temp"), Path.Combine(run, "meta.yaml"));
        for (var i = 0; i < 5; i++)
        {
            // A param is published whole, so that it is made under another name first; a metric is made where it stays.
            Native.WriteNew(Path.Combine(run, "temp"), _value);
            Native.Rename(Path.Combine(run, "temp"), Path.Combine(run, "params", "p" + i));
            Native.WriteNew(Path.Combine(run, "metrics", "m" + i), _line);
        }

        Native.WriteNew(Path.Combine(run, "temp"), _meta, sync: true);
        Native.Rename(Path.Combine(run, "temp"), Path.Combine(run, "meta.yaml"));
    }

    [Benchmark(Description = "create, 5 params, 5 metrics, end")]
    public void Run()
    {
        var info = _store!.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "bench" }).AsTask().GetAwaiter().GetResult().Info;
        using var writer = _store.OpenRunWriterAsync(info.RunId).AsTask().GetAwaiter().GetResult();
        for (var i = 0; i < 5; i++)
        {
            writer.LogParam("p" + i, "0.01");
            writer.OpenMetric("m" + i).Append(0.5, 1_700_000_000_000, 0);
        }

        writer.Update(new RunUpdate { Status = RunStatus.Finished, EndTime = _end });
    }
}
