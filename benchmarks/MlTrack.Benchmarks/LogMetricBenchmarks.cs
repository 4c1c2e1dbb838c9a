using BenchmarkDotNet.Attributes;

namespace MlTrack.Benchmarks;

/// <summary>What does one metric cost, compared with one raw <c>write(2)</c> of the same bytes to an open descriptor?</summary>
[MemoryDiagnoser]
public class LogMetricBenchmarks
{
    private readonly byte[] _line = "1700000000000 0.7310585786300049 1234\n"u8.ToArray();
    private BenchmarkFolder? _folder;
    private MlTrackClient? _process;
    private MlTrackClient? _buffered;
    private Run? _processRun;
    private Run? _bufferedRun;
    private MetricSeries? _processLoss;
    private MetricSeries? _bufferedLoss;
    private DateTimeOffset _time;
    private int _fd;
    private long _step;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _folder = new BenchmarkFolder();
        _fd = Native.OpenAppend(_folder.PathOf("raw"));
        _time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        _process = MlTrackClient.Open(_folder.NewStore("process"));
        _buffered = MlTrackClient.Open(_folder.NewStore("buffered", Durability.Buffered));
        _processRun = await _process.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        _processLoss = _processRun.Metric("loss");
        _bufferedRun = await _buffered.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        _bufferedLoss = _bufferedRun.Metric("loss");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        Native.Close(_fd);
        _processRun!.Dispose();
        _bufferedRun!.Dispose();
        _process!.Dispose();
        _buffered!.Dispose();
        _folder!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "raw write(2)")]
    public void RawWrite() => Native.Write(_fd, _line);

    [Benchmark(Description = "series.Log, Process")]
    public void SeriesProcess() => _processLoss!.Log(0.7310585786300049, _step++, _time);

    [Benchmark(Description = "run.LogMetric, Process")]
    public void RunProcess() => _processRun!.LogMetric("accuracy", 0.7310585786300049, _step++, _time);

    [Benchmark(Description = "series.Log, Buffered")]
    public void SeriesBuffered() => _bufferedLoss!.Log(0.7310585786300049, _step++, _time);
}
