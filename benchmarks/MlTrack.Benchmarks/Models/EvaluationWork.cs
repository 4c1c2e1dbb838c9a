using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlTrack.MLNet;

namespace MlTrack.Benchmarks.Models;

/// <summary>An evaluation of ML.NET, and the ways to log it. The system counts processor time in hundredths of a second, so each is done <see cref="Calls"/> times.</summary>
internal sealed class EvaluationWork : IDisposable
{
    public const int Calls = 40;

    private const int Rows = 1000;

    private static readonly EvaluationOptions FiguresOnly = new() { Artifacts = false };

    private readonly MLContext _context = new(1);
    private readonly BenchmarkFolder _folder = new();
    private readonly byte[] _line = "1700000000000 0.123456789012345 0\n"u8.ToArray();
    private readonly MlTrackClient _client;
    private readonly Run _run;
    private readonly IDataView _scored;
    private readonly MulticlassClassificationMetrics _metrics;
    private int _number;

    public EvaluationWork()
    {
        _client = MlTrackClient.Open(_folder.PathOf("mlruns"), new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        _run = _client.StartRunAsync("bench", "evaluation").GetAwaiter().GetResult();
        var random = new Random(1);
        var data = _context.Data.Cache(_context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(row => Row.Of(row % 3, random))));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Class)).Append(
            _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 5, NumberOfThreads = 1 }));
        _scored = _context.Data.Cache(pipeline.Fit(data).Transform(data));
        _metrics = _context.MulticlassClassification.Evaluate(_scored);
        _run.LogMetrics(_metrics, options: FiguresOnly);
        Figures = _client.GetRunAsync(_run.RunId).GetAwaiter().GetResult().Data.Metrics.Count;
    }

    /// <summary>How many metrics the evaluation has.</summary>
    public int Figures { get; }

    public void Evaluate() => Repeat(() => _context.MulticlassClassification.Evaluate(_scored));

    public void RawFiles() => Repeat(() =>
    {
        var folder = _folder.PathOf("raw" + _number++.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Figures; i++)
        {
            Native.WriteNew(Path.Combine(folder, "m" + i.ToString(CultureInfo.InvariantCulture)), _line);
        }
    });

    public void Again() => Repeat(() => _run.LogMetrics(_metrics, options: FiguresOnly));

    public void First() => Repeat(() => _run.LogMetrics(_metrics, options: new EvaluationOptions { Prefix = Prefix(), Artifacts = false }));

    public void Tables() => Repeat(() => _run.LogMetrics(_metrics, _scored, new EvaluationOptions { Prefix = Prefix(), Pictures = false }));

    public void Pictures() => Repeat(() => _run.LogMetrics(_metrics, _scored, new EvaluationOptions { Prefix = Prefix() }));

    public void Dispose()
    {
        _run.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private static void Repeat(Action work)
    {
        for (var call = 0; call < Calls; call++)
        {
            work();
        }
    }

    private string Prefix() => string.Create(CultureInfo.InvariantCulture, $"e{_number++}_");

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Class { get; set; } = string.Empty;

        public static Row Of(int kind, Random random) => new()
        {
            Class = "class " + kind.ToString(CultureInfo.InvariantCulture),
            Features = [.. Enumerable.Range(0, 4).Select(index => (float)(random.NextDouble() + (index == kind ? 0.3 : 0)))],
        };
    }
}
