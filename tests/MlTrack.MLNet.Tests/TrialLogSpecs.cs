using System.Text.Json;
using Microsoft.ML.AutoML;
using MlTrack.MLNet.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.MLNet.Tests;

/// <summary>
/// The trials of a search, told by the adapter of the documentation. AutoML's own types stand in for themselves (Support/AutoML.cs): its package is
/// not everywhere to be had.
/// </summary>
public sealed class TrialLogSpecs
{
    [Fact]
    public async Task A_search_is_a_run_with_a_child_per_trial_and_knows_its_best()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        await using (var trials = new TrialLog(book.Run, "accuracy_score"))
        {
            IMonitor monitor = new MlTrackMonitor(trials, new SweepablePipeline());
            Play(monitor, 1, metric: 0.8, isBest: true);
            Play(monitor, 2, metric: 0.7, isBest: false);
            Play(monitor, 3, metric: 0.9, isBest: true);
        }

        var children = await ChildrenAsync(book);
        children.Select(child => child.Info.RunName).Should().BeEquivalentTo("trial_1", "trial_2", "trial_3");
        var best = children.Single(child => child.Info.RunName == "trial_3");
        best.Info.Status.Should().Be(RunStatus.Finished);
        best.Data.Metrics["accuracy_score"].Value.Should().Be(0.9);
        best.Data.Metrics["loss"].Value.Should().BeApproximately(0.1, 1e-12);
        best.Data.Metrics["fit_time"].Value.Should().Be(1.5);
        best.Data.Params.Should().Contain("pipeline", "Concatenate=>FastTree").And.Contain("trial", "3").And.Contain("1.NumberOfTrees", "30").And.Contain("1.Shape", "[1,2]").And.Contain("0", "on");
        var search = (await book.ReadAsync()).Data;
        search.Metrics["best_accuracy_score"].Value.Should().Be(0.9);
        search.Metrics["best_accuracy_score"].Step.Should().Be(3);
        search.Tags["best_run"].Should().Be(best.Info.RunId);
    }

    [Fact]
    public async Task Trials_that_fail_are_given_up_or_never_end_are_told_apart()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        await using (var trials = new TrialLog(book.Run))
        {
            IMonitor monitor = new MlTrackMonitor(trials, new SweepablePipeline());
            for (var trial = 1; trial <= 4; trial++)
            {
                monitor.ReportRunningTrial(Settings(trial));
            }

            monitor.ReportFailTrial(Settings(1), new ArgumentException("too deep"));
            monitor.ReportFailTrial(Settings(2), new OperationCanceledException());
            monitor.ReportFailTrial(Settings(3));
            monitor.ReportFailTrial(Settings(99), new ArgumentException("never started"));
        }

        var children = (await ChildrenAsync(book)).ToDictionary(child => child.Info.RunName);
        children.Should().HaveCount(4);
        children["trial_1"].Info.Status.Should().Be(RunStatus.Failed);
        children["trial_1"].Data.Tags.Values.Should().Contain(tag => tag.Contains("too deep"));
        children["trial_2"].Info.Status.Should().Be(RunStatus.Killed);
        children["trial_3"].Info.Status.Should().Be(RunStatus.Failed);
        children["trial_4"].Info.Status.Should().Be(RunStatus.Killed, "the search ended before it did");
    }

    [Fact]
    public async Task Events_from_many_threads_are_all_logged()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        await using (var trials = new TrialLog(book.Run))
        {
            Parallel.For(0, 40, trial =>
            {
                trials.Started(trial);
                trials.Completed(trial, trial, TimeSpan.Zero);
            });
            await trials.FlushAsync();
            (await ChildrenAsync(book)).Should().HaveCount(40).And.OnlyContain(child => child.Info.Status == RunStatus.Finished);
        }
    }

    [Fact]
    public async Task A_fault_is_told_and_the_search_goes_on()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var trials = new TrialLog(book.Run, "not/../a key");
        trials.Started(1);
        trials.Completed(1, 0.5, TimeSpan.Zero);

        await trials.Awaiting(log => log.FlushAsync()).Should().ThrowAsync<MlTrackException>();
        await trials.FlushAsync();
        (await ChildrenAsync(book)).Should().ContainSingle().Which.Info.Status.Should().Be(RunStatus.Finished, "the trial has ended all the same");
        await book.Run.EndAsync();
        trials.Started(2);

        await trials.Awaiting(log => log.FlushAsync()).Should().ThrowAsync<InvalidOperationException>("the run of the search has ended");
        await trials.DisposeAsync();
    }

    private static void Play(IMonitor monitor, int trial, double metric, bool isBest)
    {
        var settings = Settings(trial);
        var result = new TrialResult { TrialSettings = settings, Metric = metric, Loss = 1 - metric, DurationInMilliseconds = 1500 };
        monitor.ReportRunningTrial(settings);
        monitor.ReportCompletedTrial(result);
        if (isBest)
        {
            monitor.ReportBestTrial(result);
        }
    }

    private static TrialSettings Settings(int trial)
    {
        using var document = JsonDocument.Parse($$"""{"0": "on", "1": {"NumberOfTrees": {{10 * trial}}, "Shape": [1,2] } }""");
        return new TrialSettings { TrialId = trial, Parameter = document.RootElement.Clone() };
    }

    private static async Task<IReadOnlyList<RunRecord>> ChildrenAsync(Logbook book) =>
        (await book.Client.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = $"tags.mlflow.parentRunId = '{book.Run.RunId}'" })).Items;

    // As in docs/mlnet.md.
    private sealed class MlTrackMonitor(TrialLog trials, SweepablePipeline pipeline) : IMonitor
    {
        public void ReportRunningTrial(TrialSettings setting) =>
            trials.Started(setting.TrialId, pipeline.ToString(setting.Parameter), JsonSerializer.SerializeToElement(setting.Parameter));

        public void ReportCompletedTrial(TrialResult result) =>
            trials.Completed(result.TrialSettings.TrialId, result.Metric, TimeSpan.FromMilliseconds(result.DurationInMilliseconds), result.Loss);

        public void ReportBestTrial(TrialResult result) => trials.Best(result.TrialSettings.TrialId, result.Metric);

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => trials.Failed(settings.TrialId, exception);
    }
}
