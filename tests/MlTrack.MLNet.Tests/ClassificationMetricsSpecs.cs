using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet.Tests.Support;

namespace MlTrack.MLNet.Tests;

/// <summary>Evaluations of classifiers, trained here, as they lie in the run.</summary>
public sealed class ClassificationMetricsSpecs
{
    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_multiclass_evaluation_is_logged_with_each_class_by_its_name()
    {
        await using var book = await Logbook.OpenAsync();
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context).Fit(data).Transform(data);
        var metrics = _context.MulticlassClassification.Evaluate(scored);

        book.Run.LogMetrics(metrics, scored);

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["accuracy_score"].Value.Should().Be(metrics.MicroAccuracy).And.BeGreaterThan(0.8);
        logged["macro_accuracy"].Value.Should().Be(metrics.MacroAccuracy);
        logged["log_loss"].Value.Should().Be(metrics.LogLoss);
        logged["example_count"].Value.Should().Be(150);
        logged["roc_auc"].Value.Should().BeInRange(0.9, 1);
        logged["per_class/versicolor/precision_score"].Value.Should().BeApproximately(metrics.ConfusionMatrix.PerClassPrecision[1], 1e-12);
        logged["per_class/versicolor/recall_score"].Value.Should().BeApproximately(metrics.ConfusionMatrix.PerClassRecall[1], 1e-12);
        logged["per_class/setosa/log_loss"].Value.Should().Be(metrics.PerClassLogLoss[0]);
        book.Run.Failures.Should().BeEmpty();
        (await book.ArtifactsAsync()).Should().BeEquivalentTo(
            "confusion_matrix.json", "confusion_matrix.png", "per_class_metrics.csv",
            "precision_recall_curve.json", "precision_recall_curve_plot.png", "roc_curve.json", "roc_curve_plot.png");
    }

    [Fact]
    public async Task A_confusion_matrix_has_the_true_classes_in_its_rows()
    {
        await using var book = await Logbook.OpenAsync();
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context, iterations: 1).Fit(data).Transform(data);
        var counted = Rows(scored).CountBy(row => row).ToDictionary(pair => pair.Key, pair => pair.Value);
        counted.Any(pair => pair.Value != counted.GetValueOrDefault((pair.Key.Predicted, pair.Key.Actual))).Should().BeTrue("only a table that is not symmetric shows which way it lies");

        book.Run.LogMetrics(_context.MulticlassClassification.Evaluate(scored), scored);

        using var table = JsonDocument.Parse(await book.TextAsync("confusion_matrix.json"));
        table.RootElement.GetProperty("columns").EnumerateArray().Select(name => name.GetString())
            .Should().Equal("true", "predicted setosa", "predicted versicolor", "predicted virginica");
        var rows = table.RootElement.GetProperty("data").EnumerateArray().ToArray();
        rows.Select(row => row[0].GetString()).Should().Equal("setosa", "versicolor", "virginica");
        for (uint actual = 1; actual <= 3; actual++)
        {
            for (uint predicted = 1; predicted <= 3; predicted++)
            {
                rows[actual - 1][(int)predicted].GetInt32().Should().Be(counted.GetValueOrDefault((actual, predicted)), "row {0}, column {1}", actual, predicted);
            }
        }
    }

    [Fact]
    public async Task A_per_class_table_has_the_columns_of_MLflow_and_agrees_with_itself()
    {
        await using var book = await Logbook.OpenAsync();
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context).Fit(data).Transform(data);

        book.Run.LogMetrics(_context.MulticlassClassification.Evaluate(scored), scored);

        var lines = (await book.TextAsync("per_class_metrics.csv")).TrimEnd('\n').Split('\n');
        lines[0].Should().Be("positive_class,true_negatives,false_positives,false_negatives,true_positives,example_count,accuracy_score,recall_score,"
            + "precision_score,f1_score,roc_auc,precision_recall_auc,log_loss");
        lines.Should().HaveCount(4);
        lines[1].Should().StartWith("setosa,100,0,0,50,150,1,1,1,1,1,1,", "setosa is told apart without a mistake");
    }

    [Fact]
    public async Task A_binary_evaluation_is_logged_under_the_names_of_MLflow()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.BreastCancer(_context);
        var model = _context.Transforms.NormalizeMeanVariance("Features")
            .Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data);
        var scored = model.Transform(data);
        var metrics = _context.BinaryClassification.Evaluate(scored);

        book.Run.LogMetrics(metrics, scored, new EvaluationOptions { ClassNames = ["benign", "malignant"] });

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["roc_auc"].Value.Should().Be(metrics.AreaUnderRocCurve).And.BeGreaterThan(0.95);
        logged["log_loss"].Value.Should().Be(metrics.LogLoss);
        logged["example_count"].Value.Should().Be(569);
        (logged["true_positives"].Value + logged["false_negatives"].Value).Should().Be(212, "so many are malignant");
        (logged["true_positives"].Value / (logged["true_positives"].Value + logged["false_positives"].Value)).Should().BeApproximately(metrics.PositivePrecision, 1e-12);
        (logged["true_positives"].Value / (logged["true_positives"].Value + logged["false_negatives"].Value)).Should().BeApproximately(metrics.PositiveRecall, 1e-12);
        using var table = JsonDocument.Parse(await book.TextAsync("confusion_matrix.json"));
        var first = table.RootElement.GetProperty("data")[0];
        first[0].GetString().Should().Be("benign", "the negative class comes first, as in scikit-learn");
        first[1].GetDouble().Should().Be(logged["true_negatives"].Value);
        first[2].GetDouble().Should().Be(logged["false_positives"].Value);
    }

    [Fact]
    public async Task The_area_of_the_curve_that_is_computed_of_scores_is_that_of_ML_NET()
    {
        var data = Training.BreastCancer(_context);
        var scored = _context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 3, numberOfTrees: 4).Fit(data).Transform(data);
        var metrics = _context.BinaryClassification.Evaluate(scored);
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);

        book.Run.LogMetrics(metrics, scored, new EvaluationOptions { MaxCurvePoints = 100_000 });

        using var table = JsonDocument.Parse(await book.TextAsync("roc_curve.json"));
        var points = table.RootElement.GetProperty("data").EnumerateArray().Select(row => (X: row[0].GetDouble(), Y: row[1].GetDouble())).ToArray();
        points[0].Should().Be((0, 0));
        points[^1].Should().Be((1, 1));
        points.Zip(points.Skip(1), (from, to) => (to.X - from.X) * (to.Y + from.Y) / 2).Sum().Should().BeApproximately(metrics.AreaUnderRocCurve, 1e-9);
    }

    [Fact]
    public async Task A_fault_is_reported_and_costs_neither_the_training_nor_the_other_metrics()
    {
        await using var book = await Logbook.OpenAsync();
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context).Fit(data).Transform(data);
        var metrics = _context.MulticlassClassification.Evaluate(scored);

        book.Run.LogMetrics(metrics, scored, new EvaluationOptions { LabelColumn = "Nowhere", ClassNames = ["a", "b", "c"] });

        book.Run.Failures.Should().ContainSingle().Which.Message.Should().Contain("Nowhere");
        (await book.MetricAsync("per_class/a/recall_score")).Should().Be(1);
        (await book.ArtifactsAsync()).Should().Contain("confusion_matrix.png").And.NotContain("roc_curve.json");
    }

    [Fact]
    public async Task A_fault_is_thrown_where_that_was_asked_for()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context).Fit(data).Transform(data);
        var metrics = _context.MulticlassClassification.Evaluate(scored);

        var log = () => book.Run.LogMetrics(metrics, scored, new EvaluationOptions { LabelColumn = "Nowhere" });

        log.Should().Throw<MlTrackException>().WithMessage("*Nowhere*");
    }

    [Fact]
    public async Task A_prefix_and_a_step_keep_evaluations_apart()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Iris(_context);
        var scored = Training.IrisPipeline(_context).Fit(data).Transform(data);
        var metrics = _context.MulticlassClassification.Evaluate(scored);

        book.Run.LogMetrics(metrics, options: new EvaluationOptions { Prefix = "val_", Step = 3, Pictures = false });
        book.Run.LogMetrics(metrics, options: new EvaluationOptions { Prefix = "test_", Artifacts = false });

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["val_accuracy_score"].Step.Should().Be(3);
        logged["test_accuracy_score"].Step.Should().Be(0);
        logged.Should().ContainKey("val_per_class/0/recall_score", "without the scored data the classes have numbers only");
        (await book.ArtifactsAsync()).Should().BeEquivalentTo("val_confusion_matrix.json", "val_per_class_metrics.csv");
    }

    private static IEnumerable<(uint Actual, uint Predicted)> Rows(IDataView scored)
    {
        var labels = scored.GetColumn<uint>("Label");
        var predictions = scored.GetColumn<uint>("PredictedLabel");
        return labels.Zip(predictions);
    }
}
