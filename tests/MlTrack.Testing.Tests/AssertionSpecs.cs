namespace MlTrack.Testing.Tests;

/// <summary>Demands of runs: each passes where it is met, and says what is wrong where it is not.</summary>
public sealed class AssertionSpecs : IAsyncLifetime
{
    private readonly TestStore _store = TestStore.InMemory();
    private Run _run = null!;

    public async Task InitializeAsync()
    {
        _run = await _store.StartRunAsync("sdca");
        _run.LogMetrics(new Dictionary<string, double> { ["auc"] = 0.9, ["log_loss"] = 0.3, ["log_loss_reduction"] = 0.7, ["broken"] = double.NaN })
            .LogParam("trees", 20).SetTag("team", "vision").LogInput(new Dataset { Name = "iris", Digest = "abc", SourceType = "local", Source = "{}" });
    }

    public async Task DisposeAsync()
    {
        await _run.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Demands_that_are_met_can_be_chained() => _run.Should()
        .HaveMetric("auc").Above(0.89).AtLeast(0.9).AtMost(0.9).Below(0.91).Near(0.8, 0.11)
        .And.HaveMetric("log_loss").NotWorseThan(0.3)
        .And.HaveParam("trees", "20").HaveParam("trees").HaveTag("team", "vision").HaveDataset("iris", "abc").HaveStatus(RunStatus.Running).HaveNoFailures();

    public static TheoryData<Action<RunAssertions>, string> Unmet => new()
    {
        { run => run.HaveMetric("auc").Above(0.9), "Metric 'auc' of run 'sdca'*is 0.9, and should be above 0.9." },
        { run => run.HaveMetric("auc").AtLeast(0.91), "*at least 0.91*" },
        { run => run.HaveMetric("auc").Below(0.9), "*below 0.9*" },
        { run => run.HaveMetric("auc").AtMost(0.89), "*at most 0.89*" },
        { run => run.HaveMetric("auc").Near(1, 0.05), "*within 0.05 of 1*" },
        { run => run.HaveMetric("broken").Above(-1), "*is NaN*" },
        { run => run.HaveMetric("broken").NotWorseThan(0), "*is NaN*" },
        { run => run.HaveMetric("recall"), "There is no metric 'recall'*'auc', 'broken', 'log_loss', 'log_loss_reduction'*" },
        { run => run.HaveParam("leaves"), "*no param 'leaves'*'trees'*" },
        { run => run.HaveParam("trees", "30"), "*param 'trees'*is '20', and should be '30'*" },
        { run => run.HaveTag("team", "nlp"), "*tag 'team'*" },
        { run => run.HaveDataset("digits"), "*no data set 'digits'*'iris'*" },
        { run => run.HaveDataset("iris", "def"), "*the data has changed*" },
        { run => run.HaveStatus(RunStatus.Finished), "*Running*Finished*" },
        { run => run.HaveMetric("auc").NotWorseThan(0.92, tolerance: 0.01), "*higher is better*0.92*" },
        { run => run.HaveMetric("log_loss").NotWorseThan(0.25, tolerance: 0.01), "*lower is better*" },
        { run => run.HaveMetric("log_loss_reduction").NotWorseThan(0.8), "*higher is better*" },
        { run => run.HaveMetric("auc").NotWorseThan(0.1, goal: MetricGoal.Lower), "*lower is better*" },
    };

    [Theory]
    [MemberData(nameof(Unmet))]
    public void A_demand_that_is_not_met_says_what_is_there(Action<RunAssertions> demand, string message) =>
        FluentActions.Invoking(() => demand(_run.Should())).Should().Throw<ModelAssertionException>().WithMessage(message);

    [Theory]
    [InlineData("mean_squared_error", false)]
    [InlineData("val_rmse", false)]
    [InlineData("per_class/setosa/log_loss", false)]
    [InlineData("false_positives", false)]
    [InlineData("roc_auc", true)]
    [InlineData("Accuracy", true)]
    [InlineData("lossless", true)]
    [InlineData("r2_score", true)]
    public async Task Whether_more_is_better_is_told_by_the_name(string metric, bool isHigherBetter)
    {
        await using var run = await _store.StartRunAsync();
        run.LogMetric(metric, 2);

        var higher = () => run.Should().HaveMetric(metric).NotWorseThan(3);
        var lower = () => run.Should().HaveMetric(metric).NotWorseThan(1);

        (isHigherBetter ? higher : lower).Should().Throw<ModelAssertionException>();
        (isHigherBetter ? lower : higher).Should().NotThrow();
    }
}
