using System.Globalization;
using System.Text;
using Microsoft.ML;
using MlTrack.Models;

namespace MlTrack.Serving.Tests;

/// <summary>Pipelines that ML.NET has trained: batches give what ML.NET itself gives for the rows.</summary>
public sealed class MLNetSpecs : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CSV_and_JSON_lines_give_ML_NETs_own_predictions_without_the_label()
    {
        var rows = Enumerable.Range(0, 10_000).Select(Row).ToList();
        var model = Train(rows.Take(500));
        await using var client = MlTrackClient.Open(_folder.PathOf("mlruns"));
        await using var run = await client.StartRunAsync("flats");
        var logged = await run.LogModelAsync("flat", new ZipFlavor(_context, model, _context.Data.LoadFromEnumerable(rows).Schema));
        var wanted = _context.Data.CreateEnumerable<Prediction>(model.Transform(_context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToList();

        using var scorer = await ModelScorer.LoadAsync(client, logged.ModelUri);
        scorer.Flavor.Should().Be("mlnet");
        Check(scorer.Score(scorer.ReadCsv(Text("City,Size,Extra,Rooms\n", rows.Select(row => FormattableString.Invariant($"\"{row.City}\",{row.Size:R},x,{row.Rooms}\n"))))), wanted);
        Check(scorer.Score(scorer.ReadJsonLines(Text("", rows.Select(row => FormattableString.Invariant($$"""{"Size": {{row.Size:R}}, "City": "{{row.City}}", "Rooms": "{{row.Rooms}}"}""") + "\n")))), wanted);
    }

    [Fact]
    public async Task Classes_and_their_scores_come_out_of_a_classifier()
    {
        var rows = Enumerable.Range(0, 300).Select(Row).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var model = _context.Transforms.Conversion.MapValueToKey("Label", nameof(Flat.City)).Append(_context.Transforms.Concatenate("Features", nameof(Flat.Size)))
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy()).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);
        await using var client = MlTrackClient.Open("memory:");
        await client.SaveModelAsync(_folder.PathOf("model"), [new ZipFlavor(_context, model, data.Schema)]);
        using var scorer = await ModelScorer.LoadAsync(client, _folder.PathOf("model"));

        var batch = scorer.Score(scorer.ReadCsv(Text("Size,City,Rooms,Price\n", ["10,,1,\n", "150,,1,\n"]))).Single();

        batch.Find("PredictedLabel")!.Values.Should().BeOfType<string[]>().Which.Should().OnlyContain(city => city.StartsWith("city", StringComparison.Ordinal));
        batch.Find("Score")!.Values.Should().BeOfType<float[][]>().Which.Should().OnlyContain(scores => scores.Length == 3 && Math.Abs(scores.Sum() - 1) < 1e-4);
        using var output = new MemoryStream();
        using (var writer = new ScoringWriter(output, ScoringFormat.Csv))
        {
            writer.Write(batch);
        }

        Encoding.UTF8.GetString(output.ToArray()).Should().StartWith("PredictedLabel,Score.0,Score.1,Score.2\n").And.EndWith("\n");
    }

    [Fact]
    public async Task A_value_that_is_no_number_is_named_with_its_line()
    {
        var rows = Enumerable.Range(0, 100).Select(Row).ToList();
        await using var client = MlTrackClient.Open("memory:");
        await client.SaveModelAsync(_folder.PathOf("model"), [new ZipFlavor(_context, Train(rows), _context.Data.LoadFromEnumerable(rows).Schema)]);
        using var scorer = await ModelScorer.LoadAsync(client, _folder.PathOf("model"));

        scorer.Invoking(it => it.Score(it.ReadCsv(Text("City,Size,Rooms\n", ["a,1,2\n", "b,large,2\n"]))).ToList()).Should().Throw<MlTrackException>()
            .WithMessage("*Failed to convert column Size to type 'float32'. Error: line 3: 'large'").Which.ErrorCode.Should().Be(MlTrackErrorCode.BadRequest);
    }

    private static void Check(IEnumerable<ScoringBatch> batches, List<Prediction> wanted)
    {
        var found = batches.ToList();
        found.Should().HaveCount(3).And.OnlyContain(batch => batch.Rows <= ModelScorer.BatchRows);
        found.SelectMany(batch => (float[])batch.Find("Score")!.Values).Should().Equal(wanted.Select(prediction => prediction.Score));
    }

    private ITransformer Train(IEnumerable<Flat> rows) => _context.Transforms.Categorical.OneHotEncoding("CityCode", nameof(Flat.City))
        .Append(_context.Transforms.Conversion.ConvertType("RoomCount", nameof(Flat.Rooms)))
        .Append(_context.Transforms.Concatenate("Features", nameof(Flat.Size), "RoomCount", "CityCode"))
        .Append(_context.Regression.Trainers.Sdca(labelColumnName: nameof(Flat.Price))).Fit(_context.Data.LoadFromEnumerable(rows));

    private static Flat Row(int index) => new() { Size = 20 + (index % 97), Rooms = 1 + (index % 5), City = "city " + (index % 3).ToString(CultureInfo.InvariantCulture), Price = (20 + (index % 97)) * 10 };

    private static MemoryStream Text(string header, IEnumerable<string> lines) => new(Encoding.UTF8.GetBytes(header + string.Concat(lines)));

    private sealed class Flat
    {
        public float Size { get; set; }

        public int Rooms { get; set; }

        public string City { get; set; } = "";

        public float Price { get; set; }
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }

    // Without a signature: what the pipeline itself takes counts.
    private sealed class ZipFlavor(MLContext context, ITransformer model, DataViewSchema schema) : IModelFlavor
    {
        public string Name => "mlnet";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
        {
            using var file = folder.CreateFile("model.zip");
            context.Model.Save(model, schema, file);
            folder.AddFlavor(Name, new Dictionary<string, object?> { ["data"] = "model.zip" });
            return default;
        }
    }
}
