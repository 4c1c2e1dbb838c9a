using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using MlTrack.MLNet.Tests.Support;

namespace MlTrack.MLNet.Tests;

/// <summary>What is logged of a training, and what it may not do to it.</summary>
public sealed class FitSpecs
{
    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_fit_logs_pipeline_options_data_and_time()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);

        var model = book.Run.Fit(Training.IrisPipeline(_context), Training.Iris(_context), new FitOptions { DatasetName = "iris", DatasetSource = "iris.csv" });

        model.LastTransformer.Model.Should().NotBeNull("it is the model that the pipeline gives");
        var record = await book.ReadAsync();
        record.Data.Params["estimators"].Should().Be("ValueToKeyMappingEstimator, NormalizingEstimator, SdcaMaximumEntropyMulticlassTrainer");
        record.Data.Params["trainer"].Should().Be("SdcaMaximumEntropyMulticlassTrainer");
        record.Data.Params["MaximumNumberOfIterations"].Should().Be("20");
        record.Data.Params["L1Regularization"].Should().Be("None");
        record.Data.Params["FeatureColumnName"].Should().Be("Features");
        record.Data.Metrics["fit_time"].Value.Should().BePositive();
        record.Data.Metrics["training_example_count"].Value.Should().Be(150);
        var input = record.Inputs.Datasets.Should().ContainSingle().Subject;
        input.Dataset.Name.Should().Be("iris");
        input.Dataset.Source.Should().Contain("iris.csv");
        input.Dataset.Profile.Should().Be("""{"num_rows": 150, "num_elements": 750}""");
        input.Dataset.Schema.Should().Contain("\"Features.0\"").And.Contain("\"Species\"");
        input.Tags[DatasetInput.ContextTag].Should().Be("training");
    }

    [Fact]
    public async Task A_digest_depends_on_the_values_only()
    {
        var first = Training.Iris(_context).ToDataset("iris");
        var cached = _context.Data.Cache(Training.Iris(_context)).ToDataset("iris");
        var fewer = _context.Data.TakeRows(Training.Iris(_context), 149).ToDataset("iris");

        cached.Digest.Should().Be(first.Digest);
        fewer.Digest.Should().NotBe(first.Digest);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Rows_beyond_the_sample_are_counted_while_the_training_reads_them()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        const int Rows = DataViewDatasets.HashedRows + 123;
        var data = _context.Data.LoadFromEnumerable(Endless().Take(Rows));

        book.Run.Fit(_context.Transforms.NormalizeMinMax("Features"), data);

        var record = await book.ReadAsync();
        record.Data.Metrics["training_example_count"].Value.Should().Be(Rows);
        record.Inputs.Datasets.Should().ContainSingle().Which.Dataset.Profile.Should().Contain($"\"num_rows\": {Rows}");

        IEnumerable<Point> Endless()
        {
            for (var i = 0; ; i++)
            {
                yield return new Point { Features = [i] };
            }
        }
    }

    [Fact]
    public async Task Options_of_trees_and_of_trainers_within_trainers_become_params()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Iris(_context);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.FastTree(
                new FastTreeBinaryTrainer.Options { NumberOfLeaves = 4, NumberOfTrees = 3 })));

        book.Run.Fit(pipeline, data);

        var logged = (await book.ReadAsync()).Data.Params;
        logged["trainer"].Should().Be("OneVersusAllTrainer");
        logged["inner_trainer"].Should().Be("FastTreeBinaryTrainer");
        logged["inner_trainer.NumberOfLeaves"].Should().Be("4");
        book.Run.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task A_trainer_without_options_tells_what_its_fields_hold()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);

        book.Run.Fit(_context.Clustering.Trainers.KMeans(numberOfClusters: 3), Training.Iris(_context));

        (await book.ReadAsync()).Data.Params["k"].Should().Be("3");
    }

    [Fact]
    public async Task Progress_is_told_and_what_ML_NET_says_is_kept()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var told = new Listener();

        book.Run.Fit(Training.IrisPipeline(_context), Training.Iris(_context), new FitOptions { Context = _context, Progress = told, ProgressInterval = TimeSpan.Zero });

        told.Reports.Should().NotBeEmpty();
        told.Reports.Select(report => report.RowsRead).Should().BeInAscendingOrder();
        told.Reports.Max(report => report.Passes).Should().BeGreaterThan(1);
        told.Reports.Should().Contain(report => report.Message != null);
        (await book.TextAsync("fit_log.txt")).Should().Contain("Sdca");
        (await book.MetricAsync("rows_read")).Should().BePositive();
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_end_the_training()
    {
        await using var book = await Logbook.OpenAsync();

        var model = book.Run.Fit(
            Training.IrisPipeline(_context), Training.Iris(_context), new FitOptions { Context = _context, Progress = new Thrower(), ProgressInterval = TimeSpan.Zero });

        model.Should().NotBeNull();
        book.Run.Failures.Should().Contain(failure => failure.Message.Contains("listener is broken"));
    }

    [Fact]
    public async Task What_the_training_throws_is_thrown_and_its_data_is_known()
    {
        await using var book = await Logbook.OpenAsync();

        var fit = () => book.Run.Fit(_context.Regression.Trainers.Sdca(), Training.Iris(_context));

        fit.Should().Throw<ArgumentOutOfRangeException>("there is no label");
        var record = await book.ReadAsync();
        record.Inputs.Datasets.Should().ContainSingle("what a run failed on is worth knowing");
        record.Data.Params["trainer"].Should().Be("SdcaRegressionTrainer");
    }

    [Fact]
    public async Task Data_of_every_type_is_described_or_left_out()
    {
        var data = _context.Data.LoadFromEnumerable<Everything>([new() { Text = "a", When = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc), Span = TimeSpan.Zero, Words = ["x", "y"] }]);

        var dataset = data.ToDataset();

        dataset.Schema.Should().Contain("\"Text\"").And.Contain("\"When\"").And.Contain("\"Words.1\"").And.Contain("\"Flag\"").And.NotContain("Span").And.NotContain("Ragged");
        dataset.Digest.Should().HaveLength(8);
        await Task.CompletedTask;
    }

    private sealed class Listener : IProgress<FitProgress>
    {
        public List<FitProgress> Reports { get; } = [];

        public void Report(FitProgress value)
        {
            lock (Reports)
            {
                Reports.Add(value);
            }
        }
    }

    private sealed class Thrower : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => throw new InvalidOperationException("The listener is broken.");
    }

    private sealed class Point
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Everything
    {
        public string Text { get; set; } = string.Empty;

        public DateTime When { get; set; }

        public TimeSpan Span { get; set; }

        public bool Flag { get; set; }

        public long Long { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = [];

        public float[] Ragged { get; set; } = [];
    }
}
