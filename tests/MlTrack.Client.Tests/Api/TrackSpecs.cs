using MlTrack.Fluent;
using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api;

/// <summary>The static front.</summary>
public sealed class TrackSpecs : IDisposable
{
    private readonly MlTrackClient _client = MlTrackClient.Open(TrackingStores.Memory());

    public TrackSpecs() => Track.Use(_client);

    public void Dispose()
    {
        Track.Use(null);
        _client.Dispose();
    }

    [Fact]
    public async Task A_script_logs_without_a_handle()
    {
        var experiment = await Track.SetExperimentAsync("iris");
        var run = await Track.StartRunAsync("first");
        Track.ActiveRun.Should().BeSameAs(run, "what the front starts is current in the flow of its caller");
        Track.LogParam("lr", 0.01);
        Track.LogMetric("acc", 0.9, step: 3);
        Track.SetTag("team", "vision");
        Track.LogText("hi", "a.txt");
        await Track.EndRunAsync();

        var record = await _client.GetRunAsync(run.RunId);
        record.Info.ExperimentId.Should().Be(experiment.ExperimentId);
        record.Info.Status.Should().Be(RunStatus.Finished);
        record.Data.Params["lr"].Should().Be("0.01");
        record.Data.Metrics["acc"].Step.Should().Be(3);
        record.Data.Tags["team"].Should().Be("vision");
        Track.ActiveRun.Should().BeNull();
    }

    [Fact]
    public async Task Without_a_run_nothing_happens()
    {
        Track.LogParam("lr", 1);
        Track.LogMetric("acc", 1);
        await Track.EndRunAsync();

        (await _client.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true })).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_run_must_be_nested_and_the_first_is_current_again_after_it()
    {
        await Track.SetExperimentAsync("nested");
        var outer = await Track.StartRunAsync();
        FluentActions.Invoking(() => { _ = Track.StartRunAsync(); }).Should().Throw<InvalidOperationException>().WithMessage($"Run with UUID {outer.RunId} is already active.*");

        var inner = await Track.StartRunAsync(nested: true);
        inner.ParentRunId.Should().Be(outer.RunId);
        await Track.EndRunAsync(RunStatus.Failed);

        Track.ActiveRun.Should().BeSameAs(outer);
        await Track.EndRunAsync();
        (await _client.GetRunAsync(inner.RunId)).Info.Status.Should().Be(RunStatus.Failed);
    }
}
