using BenchmarkDotNet.Attributes;
using MlTrack.Stores;

namespace MlTrack.Benchmarks;

/// <summary>What does a batch of 1,000 metrics over 20 keys cost, compared with one raw write of the same bytes for each of the 20 files?</summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int Keys = 20;
    private const int Points = 1000;

    private readonly int[] _raw = new int[Keys];
    private BenchmarkFolder? _folder;
    private IRunWriter? _writer;
    private RunBatch? _batch;
    private IDirectTrackingStore? _store;
    private byte[]? _chunk;

    [GlobalSetup]
    public void Setup()
    {
        _folder = new BenchmarkFolder();
        for (var i = 0; i < Keys; i++)
        {
            _raw[i] = Native.OpenAppend(_folder.PathOf("raw" + i));
        }

        _chunk = new byte["1700000000000 0.123 123\n".Length * (Points / Keys)];
        _store = _folder.NewStore("store");
        _writer = BenchmarkFolder.NewRun(_store);
        _batch = new RunBatch
        {
            Metrics = Enumerable.Range(0, Points).Select(i => new Metric
            {
                Key = "metric" + (i % Keys), Value = i * 0.001, TimestampMilliseconds = 1_700_000_000_000 + i, Step = i,
            }).ToList(),
        };
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        Array.ForEach(_raw, Native.Close);
        _writer!.Dispose();
        _folder!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "raw: 20 writes")]
    public void Raw()
    {
        foreach (var fd in _raw)
        {
            Native.Write(fd, _chunk);
        }
    }

    [Benchmark(Description = "raw: format 1,000 lines, 20 writes")]
    public void RawWithFormatting()
    {
        Span<byte> bytes = stackalloc byte[4096];
        var metrics = _batch!.Metrics;
        for (var key = 0; key < Keys; key++)
        {
            var length = 0;
            for (var i = key; i < Points; i += Keys)
            {
                var metric = metrics[i];
                length += Put(bytes[length..], metric.TimestampMilliseconds, (byte)' ');
                System.Buffers.Text.Utf8Formatter.TryFormat(metric.Value, bytes[length..], out var written);
                length += written;
                bytes[length++] = (byte)' ';
                length += Put(bytes[length..], metric.Step, (byte)'\n');
            }

            Native.Write(_raw[key], bytes[..length]);
        }
    }

    [Benchmark(Description = "writer.LogMetrics")]
    public void LogMetrics() => _writer!.LogMetrics(_batch!.Metrics);

    [Benchmark(Description = "store.LogBatchAsync")]
    public void LogBatch() => _store!.LogBatchAsync(_writer!.RunId, _batch!).AsTask().GetAwaiter().GetResult();

    private static int Put(Span<byte> into, long number, byte end)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(number, into, out var written);
        into[written] = end;
        return written + 1;
    }
}
