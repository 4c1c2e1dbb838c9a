using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>A folder for one benchmark, below <c>MLTRACK_BENCH_DIR</c> or the system's temporary folder.</summary>
internal sealed class BenchmarkFolder : IDisposable
{
    internal BenchmarkFolder()
    {
        Path = System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("MLTRACK_BENCH_DIR") ?? System.IO.Path.GetTempPath(), "mltrack-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    internal string Path { get; }

    internal string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A new store in this folder, with the experiment 0.</summary>
    internal IDirectTrackingStore NewStore(string name, Durability durability = Durability.Process) =>
        TrackingStores.File(PathOf(name), new MlTrackClientOptions { Durability = durability, OnFailure = OnFailure.Throw });

    /// <summary>A run in a new store, open for writing.</summary>
    internal static IRunWriter NewRun(IDirectTrackingStore store)
    {
        var run = store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "bench" }).AsTask().GetAwaiter().GetResult();
        return store.OpenRunWriterAsync(run.Info.RunId).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
