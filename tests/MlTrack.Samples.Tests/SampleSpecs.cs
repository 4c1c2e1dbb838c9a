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
            sample.Output.Should().Contain("and should be").And.Contain("predictions differ");
        }
    }
}
