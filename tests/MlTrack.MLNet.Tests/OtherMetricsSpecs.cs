using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlTrack.MLNet.Tests.Support;

namespace MlTrack.MLNet.Tests;

/// <summary>Evaluations of regressions, rankings, clusterings, anomaly detections and forecasts, and what is made of several of them.</summary>
public sealed class OtherMetricsSpecs
{
    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_regression_is_logged_with_all_that_MLflow_reports()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var scored = Regression().Fit(data).Transform(data);
        var metrics = _context.Regression.Evaluate(scored);

        book.Run.LogMetrics(metrics, scored);

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["r2_score"].Value.Should().Be(metrics.RSquared).And.BeGreaterThan(0.3);
        logged["mean_absolute_error"].Value.Should().Be(metrics.MeanAbsoluteError);
        logged["root_mean_squared_error"].Value.Should().Be(metrics.RootMeanSquaredError);
        logged["example_count"].Value.Should().Be(442);
        logged["mean_on_target"].Value.Should().BeApproximately(152.13, 0.01, "as the data's page says");
        logged["max_error"].Value.Should().BeGreaterThan(metrics.RootMeanSquaredError);
        logged["mean_absolute_percentage_error"].Value.Should().BeInRange(0.1, 1);
    }

    [Fact]
    public async Task A_ranking_is_logged_by_depth()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var rows = Enumerable.Range(0, 60).Select(row => new Hit { Group = (uint)(row / 6) + 1, Label = (uint)(row * 7 % 3) + 1, Features = [row * 7 % 3, row % 5] });
        var data = _context.Data.LoadFromEnumerable(rows);
        var scored = _context.Ranking.Trainers.FastTree(rowGroupColumnName: "Group", numberOfLeaves: 4, numberOfTrees: 5, minimumExampleCountPerLeaf: 2).Fit(data).Transform(data);
        var metrics = _context.Ranking.Evaluate(scored, rowGroupColumnName: "Group");

        book.Run.LogMetrics(metrics);

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["ndcg_at_3"].Value.Should().Be(metrics.NormalizedDiscountedCumulativeGains[2]).And.BePositive();
        logged["dcg_at_1"].Value.Should().Be(metrics.DiscountedCumulativeGains[0]);
    }

    [Fact]
    public async Task A_clustering_and_an_anomaly_detection_are_logged()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var iris = Training.Iris(_context);
        var clusters = _context.Clustering.Evaluate(_context.Clustering.Trainers.KMeans(numberOfClusters: 3).Fit(iris).Transform(iris), featureColumnName: "Features");
        var cancer = _context.Transforms.NormalizeMeanVariance("Features").Append(_context.Transforms.Conversion.ConvertType("Label")).Fit(Training.BreastCancer(_context)).Transform(Training.BreastCancer(_context));
        var anomalies = _context.AnomalyDetection.Evaluate(_context.AnomalyDetection.Trainers.RandomizedPca(rank: 5).Fit(cancer).Transform(cancer));

        book.Run.LogMetrics(clusters).LogMetrics(anomalies, new EvaluationOptions { Prefix = "anomaly_" });

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["average_distance"].Value.Should().Be(clusters.AverageDistance).And.BePositive();
        logged["davies_bouldin_score"].Value.Should().Be(clusters.DaviesBouldinIndex).And.BePositive();
        logged["anomaly_roc_auc"].Value.Should().Be(anomalies.AreaUnderRocCurve).And.BeInRange(0.3, 1);
        logged.Should().ContainKey("anomaly_detection_rate_at_false_positive_count");
    }

    [Fact]
    public async Task A_forecast_is_compared_with_what_came()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var errors = ForecastErrors.Of([10, 20, 40], [12, 20, 30], lower: [9, 19, 20], upper: [14, 21, 35], history: [1, 3, 5, 7]);

        book.Run.LogMetrics(errors);

        var logged = (await book.ReadAsync()).Data.Metrics;
        logged["mean_absolute_error"].Value.Should().Be(4);
        logged["mean_squared_error"].Value.Should().BeApproximately(104 / 3.0, 1e-12);
        logged["mean_absolute_percentage_error"].Value.Should().BeApproximately((0.2 + 0 + 0.25) / 3, 1e-12);
        logged["mean_absolute_scaled_error"].Value.Should().Be(2, "repeating the last value of the history was wrong by 2 each time");
        logged["interval_coverage"].Value.Should().BeApproximately(2 / 3.0, 1e-12);
        ForecastErrors.Of([1], [1]).MeanAbsoluteScaledError.Should().Be(double.NaN, "there is no history");
        FluentActions.Invoking(() => ForecastErrors.Of([1, 2], [1])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_cross_validation_is_a_parent_with_a_child_per_fold()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var folds = _context.Regression.CrossValidate(Training.Diabetes(_context), Regression(), numberOfFolds: 3);

        await book.Run.LogCrossValidationAsync(folds);

        var parent = (await book.ReadAsync()).Data;
        var scores = folds.Select(fold => fold.Metrics.RSquared).ToArray();
        parent.Metrics["mean_r2_score"].Value.Should().BeApproximately(scores.Average(), 1e-12);
        parent.Metrics["std_r2_score"].Value.Should().BeApproximately(Math.Sqrt(scores.Select(score => Math.Pow(score - scores.Average(), 2)).Average()), 1e-12);
        parent.Params["folds"].Should().Be("3");
        var children = await book.Client.SearchRunsAsync(new() { AllExperiments = true, Filter = $"tags.mlflow.parentRunId = '{book.Run.RunId}'" });
        children.Items.Should().HaveCount(3).And.AllSatisfy(child =>
        {
            child.Info.Status.Should().Be(RunStatus.Finished);
            child.Data.Metrics.Should().ContainKeys("r2_score", "max_error");
        });
        children.Items.Select(child => child.Info.RunName).Should().BeEquivalentTo("fold_0", "fold_1", "fold_2");
    }

    [Fact]
    public async Task A_cross_validation_of_each_kind_of_classifier_is_logged()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var options = new EvaluationOptions { Artifacts = false };
        var binary = _context.BinaryClassification.CrossValidate(
            Training.BreastCancer(_context), _context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 3, numberOfTrees: 3), numberOfFolds: 2);

        await book.Run.LogCrossValidationAsync(binary, options);

        (await book.MetricAsync("mean_roc_auc")).Should().BeApproximately(binary.Average(fold => fold.Metrics.AreaUnderRocCurve), 1e-12);
    }

    [Fact]
    public async Task The_importance_of_features_is_a_table_and_a_picture()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var file = _context.Data.LoadFromTextFile<Measures>(Training.PathOf("diabetes.csv"), separatorChar: ',', hasHeader: true);
        var data = _context.Transforms.Concatenate("Features", "Age", "Bmi", "Pressure").Append(_context.Transforms.NormalizeMeanVariance("Features")).Fit(file).Transform(file);
        ITransformer model = _context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { MaximumNumberOfIterations = 20, NumberOfThreads = 1 }).Fit(data);
        var importance = _context.Regression.PermutationFeatureImportance(model, data, permutationCount: 2);

        book.Run.LogFeatureImportance(importance);

        using var table = System.Text.Json.JsonDocument.Parse(await book.TextAsync("feature_importance.json"));
        table.RootElement.GetProperty("columns")[0].GetString().Should().Be("feature");
        table.RootElement.GetProperty("columns")[1].GetString().Should().Be("r2_score_change");
        var changes = table.RootElement.GetProperty("data").EnumerateArray().Select(row => Math.Abs(row[1].GetDouble())).ToArray();
        changes.Should().HaveCount(3).And.BeInDescendingOrder();
        (await book.ArtifactAsync("feature_importance.png")).Take(4).Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G');
    }

    private EstimatorChain<RegressionPredictionTransformer<LinearRegressionModelParameters>> Regression() => _context.Transforms.NormalizeMeanVariance("Features")
        .Append(_context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { MaximumNumberOfIterations = 20, NumberOfThreads = 1 }));

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

    private sealed class Hit
    {
        [KeyType(100)]
        public uint Group { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
