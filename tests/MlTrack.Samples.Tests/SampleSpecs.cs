using System.Text.Json;
using MlTrack.Samples.Tests.Support;
using MlTrack.Testing;

namespace MlTrack.Samples.Tests;

/// <summary>The samples with ML.NET do what their pages say, as processes of their own.</summary>
public sealed class SampleSpecs
{
    [Fact]
    public async Task DiabetesRegression_logs_fit_evaluation_folds_and_importance()
    {
        using var sample = await Sample.RunAsync("DiabetesRegression");
        var runs = await sample.RunsAsync("diabetes");

        var parent = runs.Should().ContainSingle(run => !run.Data.Tags.ContainsKey(RunTags.ParentRunId)).Subject;
        parent.Should().HaveStatus(RunStatus.Finished).HaveParam("trainer", "FastTreeRegressionTrainer").HaveParam("NumberOfTrees", "60").HaveDataset("diabetes")
            .HaveMetric("test_r2_score").Above(0.2)
            .And.HaveMetric("mean_r2_score").Above(0.2).And.HaveMetric("fit_time").Above(0);
        runs.Should().HaveCount(6, "there are five folds");
        sample.ArtifactsOf(parent).Should().Contain(["feature_importance.json", "feature_importance.png"]);
    }

    [Fact]
    public async Task IrisMulticlass_draws_a_confusion_matrix()
    {
        using var sample = await Sample.RunAsync("IrisMulticlass");

        var run = (await sample.RunsAsync("iris")).Should().ContainSingle().Subject;
        run.Should().HaveMetric("accuracy_score").Above(0.85).And.HaveMetric("per_class/setosa/recall_score").AtLeast(0.9);
        sample.ArtifactsOf(run).Should().Contain(["confusion_matrix.png", "roc_curve_plot.png", "per_class_metrics.csv", "fit_log.txt"]);
        sample.Output.Should().Contain("confusion_matrix.png");
    }

    [Fact]
    public async Task DigitsHyperparameterSweep_finds_its_best_trial()
    {
        using var sample = await Sample.RunAsync("DigitsHyperparameterSweep");
        var runs = await sample.RunsAsync("digits");

        var sweep = runs.Should().ContainSingle(run => !run.Data.Tags.ContainsKey(RunTags.ParentRunId)).Subject;
        var trials = runs.Where(run => run.Data.Tags.GetValueOrDefault(RunTags.ParentRunId) == sweep.Info.RunId).ToArray();
        trials.Should().HaveCount(6);
        var best = trials.Max(trial => trial.Data.Metrics["accuracy_score"].Value);
        sweep.Should().HaveMetric("best_accuracy_score").Near(best, 0).Above(0.9);
        trials.Single(trial => trial.Info.RunId == sweep.Data.Tags["best_run"]).Data.Metrics["accuracy_score"].Value.Should().Be(best);
        sweep.Should().HaveMetric("champion_accuracy_score").Near(best, 0);

        await using var client = sample.OpenClient();
        var champion = await client.GetModelVersionByAliasAsync("digits", "champion");
        champion.Version.Should().Be("1");
        champion.RunId.Should().Be(sweep.Data.Tags["best_run"]);
        (await client.SearchLoggedModelsAsync(new() { ExperimentIds = [sweep.Info.ExperimentId] })).Items.Should().HaveCount(6);
    }

    [Fact]
    public async Task OnnxForPython_logs_a_graph_that_predicts_as_its_pipeline_did()
    {
        using var sample = await Sample.RunAsync("OnnxForPython");
        var run = (await sample.RunsAsync("diabetes-for-python")).Should().ContainSingle().Subject;
        await using var client = sample.OpenClient();
        using var folder = await client.OpenModelAsync("models:/progression@champion");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(new Uri(run.Info.ArtifactUri).LocalPath, "predictions.json")));
        string[] names = [.. table.RootElement.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        float[][] rows = [.. table.RootElement.GetProperty("data").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetSingle()).ToArray())];

        folder.IsVerified.Should().BeTrue();
        folder.File.Flavors.Keys.Should().BeEquivalentTo("mlnet", "onnx", "python_function");
        folder.File.Signature!.Inputs!.Tensors.Select(tensor => tensor.Name).Should().Equal("Age", "Bmi", "BloodPressure", "Triglycerides");
        var scores = Onnx.Score(folder.PathOf("model.onnx"), "Score.output", names.SkipLast(1).Select((name, index) => (name, rows.Select(row => row[index]).ToArray())));
        rows.Should().HaveCountGreaterThan(50);
        rows.Zip(scores, (row, score) => Math.Abs(row[^1] - score)).Max().Should().BeLessThan(0.05f, "the progression is between 25 and 346");
        sample.Output.Should().Contain("models:/progression@champion");
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("1", 1)]
    public async Task UnitTestedModel_passes_and_fails_when_the_model_gets_worse(string? iterations, int exitCode)
    {
        using var sample = await Sample.TestAsync("UnitTestedModel", "UnitTestedModel.Tests.dll", ("TUMOUR_ITERATIONS", iterations));

        sample.ExitCode.Should().Be(exitCode, "it said: {0}", sample.Output);
        if (exitCode != 0)
        {
            sample.Output.Should().Contain("and should be").And.Contain("predictions differ").And.Contain("A_new_model_is_not_worse_than_the_champion");
        }
    }
}
