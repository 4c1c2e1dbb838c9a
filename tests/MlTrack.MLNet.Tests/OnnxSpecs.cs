using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlTrack.MLNet.Tests.Support;
using MlTrack.Models;

namespace MlTrack.MLNet.Tests;

/// <summary>Pipelines as ONNX graphs beside ML.NET's own file, scored by ONNX Runtime.</summary>
public sealed class OnnxSpecs
{
    private const float Tolerance = 1e-3f;

    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_regression_scores_the_same_in_both_forms()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var model = Training.Regression(_context).Fit(data);

        var logged = await book.Run.LogModelAsync(_context, model, data, "diabetes", onnx: true);

        using var graph = await OpenAsync(book, logged);
        graph.Inputs.Should().Equal(["Features"], "no prediction needs the label");
        graph.Outputs.Should().Equal("Score.output");
        ShouldBeNear(graph.Score<float>(data, "Score.output"), model.Transform(data).GetColumn<float>("Score"));
    }

    [Fact]
    public async Task Trees_on_columns_of_their_own_score_the_same_in_both_forms()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = _context.Data.LoadFromTextFile<Measures>(Training.PathOf("diabetes.csv"), separatorChar: ',', hasHeader: true);
        var model = _context.Transforms.Concatenate("Features", "Age", "Bmi", "Pressure")
            .Append(_context.Regression.Trainers.FastTree(numberOfTrees: 10, numberOfLeaves: 8)).Fit(data);

        var logged = await book.Run.LogModelAsync(_context, model, data, onnx: true);

        logged.File.Signature!.Inputs!.Tensors.Should().Equal(
            new TensorSpec("float32", [-1, 1], "Age"), new TensorSpec("float32", [-1, 1], "Bmi"), new TensorSpec("float32", [-1, 1], "Pressure"));
        using var graph = await OpenAsync(book, logged);
        ShouldBeNear(graph.Score<float>(data, "Score.output"), model.Transform(data).GetColumn<float>("Score"));
    }

    [Fact]
    public async Task A_multiclass_classifier_gives_the_same_classes_and_probabilities()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Iris(_context);
        var model = Training.IrisPipeline(_context).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);

        var logged = await book.Run.LogModelAsync(_context, model, data, "iris", onnx: true);

        logged.File.Signature!.ToString().Should().NotContain("Species", "nobody who predicts knows the species");
        using var graph = await OpenAsync(book, logged);
        graph.Inputs.Should().Equal("Features");
        var scored = model.Transform(data);
        graph.Score<string>(data, "PredictedLabel.output").Should().Equal(scored.GetColumn<string>("PredictedLabel"));
        ShouldBeNear(graph.Score<float>(data, "Score.output"), scored.GetColumn<float[]>("Score").SelectMany(row => row));
    }

    [Fact]
    public async Task A_binary_classifier_gives_the_same_probabilities()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.BreastCancer(_context);
        var model = _context.Transforms.NormalizeMeanVariance("Features")
            .Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data);

        var logged = await book.Run.LogModelAsync(_context, model, data, onnx: true);

        using var graph = await OpenAsync(book, logged);
        graph.Outputs.Should().BeEquivalentTo("PredictedLabel.output", "Score.output", "Probability.output");
        ShouldBeNear(graph.Score<float>(data, "Probability.output"), model.Transform(data).GetColumn<float>("Probability"));
    }

    [Fact]
    public async Task The_MLmodel_file_says_what_Python_needs_as_in_the_recorded_one()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var recorded = ModelFile.Parse(File.ReadAllBytes(Training.PathOf("recorded.MLmodel")));

        var file = (await book.Run.LogModelAsync(_context, Training.Regression(_context).Fit(data), data, onnx: true)).File;

        file.Flavors["onnx"].Should().BeEquivalentTo(recorded.Flavors["onnx"]);
        file.Flavors["python_function"].Should().BeEquivalentTo(recorded.Flavors["python_function"]);
        file.Flavors["mlnet"]["data"].Should().Be(recorded.Flavors["mlnet"]["data"]);
        file.Flavors["mlnet"]["mlnet_version"].Should().Be(recorded.Flavors["mlnet"]["mlnet_version"]);
        file.MlflowVersion.Should().Be(recorded.MlflowVersion);
        file.InputExample.Should().Be(recorded.InputExample);
        file.Signature!.Inputs!.Tensors.Should().Equal(new TensorSpec("float32", [-1, 10], "Features"));
        file.Signature.Outputs!.Tensors.Should().Equal(new TensorSpec("float32", [-1, 1], "Score.output"));
    }

    [Fact]
    public async Task A_pipeline_that_cannot_be_exported_is_logged_for_ML_NET_and_says_why()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var (model, data) = Custom();

        var logged = await book.Run.LogModelAsync(_context, model, data, "custom", options: new LogModelOptions { Metadata = new Dictionary<string, object?> { ["owner"] = "me" } });

        logged.File.Flavors.Keys.Should().Equal("mlnet");
        logged.File.Metadata!["owner"].Should().Be("me");
        logged.File.Metadata["mltrack.onnx_export"].Should().BeOfType<string>().Which.Should().StartWith("not possible: ");
    }

    [Fact]
    public async Task A_pipeline_that_must_be_exported_and_cannot_is_refused()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var (model, data) = Custom();

        var log = () => book.Run.LogModelAsync(_context, model, data, "custom", onnx: true);

        await log.Should().ThrowAsync<InvalidOperationException>().WithMessage("*cannot be exported*");
        (await book.ReadAsync()).Outputs.Models.Should().BeEmpty();
    }

    [Fact]
    public async Task A_step_in_the_middle_that_cannot_be_exported_is_noticed()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(row => new Number { Value = row, Label = 4 * row }));
        var model = _context.Transforms.CustomMapping<Number, Doubled>((input, output) => output.Twice = 2 * input.Value, contractName: null)
            .Append(_context.Transforms.Concatenate("Features", "Twice"))
            .Append(_context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { MaximumNumberOfIterations = 2, NumberOfThreads = 1 })).Fit(data);

        var log = () => book.Run.LogModelAsync(_context, model, data, "custom", onnx: true);

        await log.Should().ThrowAsync<InvalidOperationException>().WithMessage("*cannot be exported*can not be fully converted*");
    }

    private (ITransformer Model, IDataView Data) Custom()
    {
        var data = _context.Data.LoadFromEnumerable<Number>([new() { Value = 1 }, new() { Value = 2 }]);

        // Saved with a contract, since ML.NET saves no mapping without one.
        _context.ComponentCatalog.RegisterAssembly(typeof(DoublingFactory).Assembly);
        return (_context.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Double, DoublingFactory.Contract).Fit(data), data);
    }

    private static async Task<OnnxModel> OpenAsync(Logbook book, LoggedModelInfo logged) =>
        new(await book.Client.LoadModelAsync(logged.ModelUri, OnnxFlavor.BytesLoader));

    private static void ShouldBeNear(IReadOnlyList<float> actual, IEnumerable<float> expected)
    {
        var pairs = actual.Zip(expected).ToArray();
        pairs.Should().HaveCount(actual.Count).And.HaveCountGreaterThan(100);
        actual.Distinct().Should().HaveCountGreaterThan(10);
        pairs.Max(pair => Math.Abs(pair.First - pair.Second) / Math.Max(1, Math.Abs(pair.Second))).Should().BeLessThan(Tolerance, "single precision is added in another order");
    }

    private sealed class Measures
    {
        [LoadColumn(0)]
        public float Age { get; set; }

        [LoadColumn(2)]
        public float Bmi { get; set; }

        [LoadColumn(3)]
        public float Pressure { get; set; }

        [LoadColumn(10)]
        public float Label { get; set; }
    }
}
