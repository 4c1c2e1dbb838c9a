using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet;
using MlTrack.Serving;

namespace MlTrack.Benchmarks.Models;

/// <summary>Rows of a CSV file that a pipeline of ML.NET scores: by ML.NET's own loader and <c>Transform</c>, and as a logged model by <see cref="ModelScorer"/>.</summary>
internal sealed class ScoreWork : IDisposable
{
    public const int Rows = 200_000;

    private static readonly TextLoader.Column[] Columns =
    [
        new("Size", DataKind.Single, 0), new("Rooms", DataKind.Single, 1), new("Age", DataKind.Single, 2), new("City", DataKind.String, 3), new("Price", DataKind.Single, 4),
    ];

    private readonly MLContext _context = new(1);
    private readonly BenchmarkFolder _folder = new();
    private readonly string _csv;
    private readonly ITransformer _model;
    private readonly ModelScorer _scorer;

    public ScoreWork()
    {
        _csv = _folder.PathOf("rows.csv");
        var random = new Random(1);
        File.WriteAllLines(_csv, Enumerable.Range(0, Rows).Select(_ => string.Create(
            CultureInfo.InvariantCulture, $"{(random.NextDouble() * 200):0.##},{random.Next(1, 8)},{random.Next(100)},city {random.Next(5)},{random.Next(100, 900)}")).Prepend("Size,Rooms,Age,City,Price"));
        var data = Load();
        _model = _context.Transforms.Categorical.OneHotEncoding("CityCode", "City").Append(_context.Transforms.Concatenate("Features", "Size", "Rooms", "Age", "CityCode"))
            .Append(_context.Regression.Trainers.Sdca("Price", maximumNumberOfIterations: 3)).Fit(_context.Data.TakeRows(data, 2000));
        using var client = MlTrackClient.Open(_folder.PathOf("mlruns"), new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        using var run = client.StartRunAsync("bench", "score").GetAwaiter().GetResult();
        var logged = run.LogModelAsync("flat", new MLNetFlavor(_context, _model, data.Schema)).GetAwaiter().GetResult();
        _scorer = ModelScorer.LoadAsync(client, logged.ModelUri).GetAwaiter().GetResult();
    }

    /// <summary>The sum of all scores: both ways give the same.</summary>
    public double Sum { get; private set; }

    public void Raw()
    {
        var scored = _model.Transform(Load());
        var column = scored.Schema["Score"];
        using var cursor = scored.GetRowCursor([column]);
        var getter = cursor.GetGetter<float>(column);
        var (score, sum) = (0f, 0d);
        while (cursor.MoveNext())
        {
            getter(ref score);
            sum += score;
        }

        Sum = sum;
    }

    public void Score()
    {
        using var file = new FileStream(_csv, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var sum = 0d;
        foreach (var batch in _scorer.Score(_scorer.ReadCsv(file)))
        {
            foreach (var score in (float[])batch.Find("Score")!.Values)
            {
                sum += score;
            }
        }

        if (Math.Abs(sum - Sum) > Math.Abs(Sum) * 1e-9)
        {
            throw new InvalidOperationException($"The scores add up to {sum}, and ML.NET's to {Sum}.");
        }
    }

    public void Dispose()
    {
        _scorer.Dispose();
        _folder.Dispose();
    }

    private IDataView Load() => _context.Data.LoadFromTextFile(_csv, Columns, separatorChar: ',', hasHeader: true, allowQuoting: true);
}
