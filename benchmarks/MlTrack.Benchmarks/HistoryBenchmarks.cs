using System.Buffers.Text;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>What does the history of 1,000,000 points cost, compared with reading the file in blocks of 64 KiB and parsing three numbers a line?</summary>
[MemoryDiagnoser]
public class HistoryBenchmarks
{
    private const int Points = 1_000_000;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private BenchmarkFolder? _folder;
    private IDirectTrackingStore? _store;
    private string? _runId;
    private string? _file;

    [GlobalSetup]
    public void Setup()
    {
        _folder = new BenchmarkFolder();
        _store = _folder.NewStore("store");
        using var writer = BenchmarkFolder.NewRun(_store);
        _runId = writer.RunId;
        _file = Path.Combine(_folder.PathOf("store"), "0", _runId, "metrics", "loss");
        using var file = new StreamWriter(_file) { NewLine = "\n" };
        for (var i = 0; i < Points; i++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000_000 + i} {1.0 / (i + 1):R} {i}"));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder!.Dispose();

    [Benchmark(Baseline = true, Description = "raw: 64 KiB blocks, Utf8Parser")]
    public double Raw()
    {
        var fd = Native.OpenRead(_file!);
        var sum = 0.0;
        var have = 0;
        int count;
        while ((count = Native.Read(fd, _buffer.AsSpan(have))) > 0)
        {
            have += count;
            var rest = _buffer.AsSpan(0, have);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                var line = rest[..end];
                Utf8Parser.TryParse(line, out long time, out var first);
                Utf8Parser.TryParse(line[(first + 1)..], out double value, out var second);
                Utf8Parser.TryParse(line[(first + second + 2)..], out long step, out _);
                sum += value + time + step;
            }

            rest.CopyTo(_buffer);
            have = rest.Length;
        }

        Native.Close(fd);
        return sum;
    }

    [Benchmark(Description = "GetMetricHistoryAsync")]
    public async Task<double> HistoryAsync()
    {
        var sum = 0.0;
        await foreach (var point in _store!.GetMetricHistoryAsync(_runId!, "loss"))
        {
            sum += point.Value + point.TimestampMilliseconds + point.Step;
        }

        return sum;
    }
}
