using System.Text.Json.Serialization;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Client.Tests.Api;

/// <summary>What is logged through a run.</summary>
public sealed partial class RunSpecs
{
    private enum Mode
    {
        Fast = 1,
    }

    [Fact]
    public async Task Params_metrics_tags_and_notes_chain()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        run.LogParam("lr", 0.01).LogMetric("acc", 0.97).SetTag("team", "vision").DeleteTag("team").SetNote("# Hi")
            .LogMetrics(new Dictionary<string, double> { ["a"] = 1, ["b"] = 2 }, step: 4)
            .SetTags(new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });

        scene.WrittenTo(run).Should().Equal(
            "param lr=0.01", "metric acc 0.97 @0", "tag team=vision", "untag team", "tag mlflow.note.content=# Hi", "metric a 1 @4", "metric b 2 @4", "tag x=1", "tag y=2");
    }

    [Fact]
    public async Task Values_of_params_have_the_text_that_Python_gives_them()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        run.LogParam("int", 5).LogParam("double", 1e-5).LogParam("whole", 2.0).LogParam("float", 0.1f).LogParam("bool", true).LogParam("none", null)
            .LogParam("enum", Mode.Fast).LogParam("text", "a b").LogParam("list", new[] { 1, 2 });

        scene.WrittenTo(run).Should().Equal(
            "param int=5", "param double=1e-05", "param whole=2.0", "param float=0.1", "param bool=True", "param none=None", "param enum=Fast", "param text=a b", "param list=[1, 2]");
    }

    [Fact]
    public async Task Params_come_from_objects_dictionaries_and_json_descriptions()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        run.LogParams(new { Trees = 100, Optimizer = new { Name = "adam" } })
            .LogParams(new Dictionary<string, int> { ["depth"] = 3 })
            .LogParams(new Dictionary<string, object?> { ["model"] = new Dictionary<string, object?> { ["depth"] = 4 } })
            .LogParams(new Settings(0.5, "gini"), SettingsContext.Default.Settings);

        scene.WrittenTo(run).Should().Equal(
            "param Trees=100", "param Optimizer.Name=adam", "param depth=3", "param model.depth=4", "param Rate=0.5", "param Criterion=gini");
    }

    [Fact]
    public async Task Params_that_cannot_be_taken_apart_are_a_fault_of_logging()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        run.LogParams((object)"no object");

        run.Failures.Single().Should().Match<RunFailure>(failure => failure.Operation == "LogParams" && failure.ErrorCode == "INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task A_series_counts_its_steps_and_goes_on_after_a_given_one()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        var loss = run.Metric("loss");

        loss.Log(1).Log(2).Log(3, step: 10).Log(4).Log(5, step: 2).Log(6);
        run.LogMetric("loss", 7);

        scene.WrittenTo(run).Should().Equal(
            "metric loss 1 @0", "metric loss 2 @1", "metric loss 3 @10", "metric loss 4 @11", "metric loss 5 @2", "metric loss 6 @12", "metric loss 7 @0");
        run.Metric("loss").Should().BeSameAs(loss);
        loss.NextStep.Should().Be(13);
    }

    [Fact]
    public async Task A_series_counts_each_point_once_for_any_number_of_threads()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        var loss = run.Metric("loss");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 250; i++)
            {
                loss.Log(0);
            }
        })));

        scene.WrittenTo(run).Should().BeEquivalentTo(Enumerable.Range(0, 2000).Select(i => $"metric loss 0 @{i}"));
    }

    [Fact]
    public async Task Times_of_our_own_do_not_go_back_within_a_series_when_the_clock_does()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        var series = run.Metric("loss");
        var first = series.NextTimestamp();
        scene.Clock.SetWallClock(DateTimeOffset.UnixEpoch);

        series.NextTimestamp().Should().Be(first);
        scene.Clock.SetWallClock(DateTimeOffset.FromUnixTimeMilliseconds(first + 5));
        series.NextTimestamp().Should().Be(first + 5);
    }

    [Fact]
    public async Task Inputs_carry_their_context_and_tags()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        var iris = new Dataset { Name = "iris", Digest = "1a2b3c4d" };

        run.LogInput(iris, "training", new Dictionary<string, string> { ["split"] = "a" }).LogOutputs([new LoggedModelOutput("m-1")]);

        scene.WrittenTo(run).Should().Equal("inputs iris:a,training", "outputs m-1");
    }

    [Fact]
    public async Task Renaming_changes_the_name_of_the_handle_too()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync("before");

        run.SetRunName("after");

        run.RunName.Should().Be("after");
        scene.WrittenTo(run).Should().Equal("tag mlflow.runName=after");
    }

    [Fact]
    public async Task A_run_that_has_ended_says_so_by_its_name()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync("night");
        var series = run.Metric("loss");
        await run.EndAsync();

        Action[] uses =
        [
            () => run.LogMetric("a", 1), () => run.LogParam("a", 1), () => run.SetTag("a", "b"), () => run.Metric("a"), () => series.Log(1), () => run.LogParams(new { A = 1 }),
            () => run.MakeCurrent(), () => run.Fail(new IOException()),
        ];
        foreach (var use in uses)
        {
            use.Should().Throw<InvalidOperationException>().WithMessage($"The run 'night' ({run.RunId}) has ended*");
        }

        await FluentActions.Awaiting(() => run.EndAsync()).Should().ThrowAsync<InvalidOperationException>();
        await FluentActions.Awaiting(() => run.FlushAsync()).Should().ThrowAsync<InvalidOperationException>();
        await FluentActions.Awaiting(() => run.StartChildAsync()).Should().ThrowAsync<InvalidOperationException>();
        await run.DisposeAsync();
        scene.WrittenTo(run).Should().Equal("update FINISHED");
    }

    [Fact]
    public async Task Null_is_refused_before_anything_is_written()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        FluentActions.Invoking(() => run.LogMetric(null!, 1)).Should().Throw<ArgumentNullException>().WithParameterName("key");
        FluentActions.Invoking(() => run.SetTag("k", null!)).Should().Throw<ArgumentNullException>().WithParameterName("value");
        FluentActions.Invoking(() => run.LogParams((object)null!)).Should().Throw<ArgumentNullException>();
        run.Failures.TotalCount.Should().Be(0);
    }

    [Fact]
    public async Task Points_of_metrics_allocate_nothing()
    {
        using var scene = new Scene();
        await using var run = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions()));
        using var silent = MlTrackClient.Open(new SilentStore());
        await using var target = await silent.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));
        var series = target.Metric("loss");
        var now = DateTimeOffset.UnixEpoch;
        Allocation.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Log();
            }
        }).Should().Be(0);

        void Log()
        {
            series.Log(1).Log(2, step: 3).Log(4, timestamp: now);
            target.LogMetric("loss", 5).LogMetric("loss", 6, step: 7, timestamp: now);
        }
    }

    internal sealed record Settings(double Rate, string Criterion);

    [JsonSerializable(typeof(Settings))]
    internal sealed partial class SettingsContext : JsonSerializerContext;
}
