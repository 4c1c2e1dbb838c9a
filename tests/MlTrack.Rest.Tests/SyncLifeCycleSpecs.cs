using MlTrack.Rest.Tests.Support;
using MlTrack.Tests.Sync;

namespace MlTrack.Rest.Tests;

/// <summary>What is deleted in a tree is on the server too, deleted.</summary>
public sealed class SyncLifeCycleSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mltrack-life-cycle-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_deleted_run_arrives_whole_and_deleted()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = OpenTree();
        var id = await LogAsync(tree, "iris");
        await tree.DeleteRunAsync(id);
        using var target = (IDisposable)TrackingStores.Rest(server.Address);

        var first = await tree.SyncToAsync((ITrackingStore)target);

        first.Should().BeEquivalentTo(new { RunsCreated = 1L, Points = 10L, Artifacts = 1L, IsComplete = true });
        var experiment = (await server.Store.FindExperimentByNameAsync("iris"))!.ExperimentId;
        var there = await server.Store.RunOfAsync(id, experiment);
        there.Info.Should().BeEquivalentTo(new { LifecycleStage = LifecycleStage.Deleted, Status = RunStatus.Finished });
        there.Data.Params.Should().Contain("lr", "0.1");
        (await tree.SyncToAsync((ITrackingStore)target)).RunsChanged.Should().Be(0);
    }

    [Fact]
    public async Task A_deleted_experiment_arrives_deleted_and_is_restored_when_it_is_restored_here()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = OpenTree();
        var id = await LogAsync(tree, "iris");
        var experiment = (await tree.GetExperimentByNameAsync("iris"))!.ExperimentId;
        await tree.DeleteExperimentAsync(experiment);
        using var target = (IDisposable)TrackingStores.Rest(server.Address);

        (await tree.SyncToAsync((ITrackingStore)target)).Should().BeEquivalentTo(new { RunsCreated = 1L, Points = 10L, IsComplete = true });
        (await server.Store.FindExperimentByNameAsync("iris"))!.LifecycleStage.Should().Be(LifecycleStage.Deleted);
        (await tree.SyncToAsync((ITrackingStore)target)).Should().BeEquivalentTo(new { RunsChanged = 0L, IsComplete = true });

        await tree.RestoreExperimentAsync(experiment);
        await LogAsync(tree, "iris");
        (await tree.SyncToAsync((ITrackingStore)target)).Problems.Should().BeEmpty();
        var restored = (await server.Store.FindExperimentByNameAsync("iris"))!;
        restored.LifecycleStage.Should().Be(LifecycleStage.Active);
        restored.Tags.Should().NotContainKey("mltrack.deleted_by");
        (await server.Store.RunOfAsync(id, restored.ExperimentId)).Info.LifecycleStage.Should().Be(LifecycleStage.Active);
        await server.Store.ShouldShowAsync(tree);
    }

    [Fact]
    public async Task An_experiment_in_which_others_have_runs_is_not_deleted_for_them()
    {
        await using var server = await MoodyServer.StartAsync();
        var theirs = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });
        var other = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = theirs, UserId = "ann" })).Info.RunId;
        await using var tree = OpenTree();
        var id = await LogAsync(tree, "iris");
        await tree.DeleteExperimentAsync((await tree.GetExperimentByNameAsync("iris"))!.ExperimentId);
        using var target = (IDisposable)TrackingStores.Rest(server.Address);

        var result = await tree.SyncToAsync((ITrackingStore)target);

        result.Problems.Should().ContainSingle().Which.Kind.Should().Be("experiment-kept");
        (await server.Store.GetExperimentAsync(theirs)).LifecycleStage.Should().Be(LifecycleStage.Active);
        (await server.Store.GetRunAsync(other)).Info.LifecycleStage.Should().Be(LifecycleStage.Active);
        (await server.Store.RunOfAsync(id, theirs)).Info.LifecycleStage.Should().Be(LifecycleStage.Deleted);
    }

    private MlTrackClient OpenTree() => MlTrackClient.Open(Path.Combine(_folder.FullName, "mlruns"));

    private static async Task<string> LogAsync(MlTrackClient tree, string experiment)
    {
        var run = await tree.StartRunAsync(experiment);
        run.LogParam("lr", 0.1).LogText("hello", "note.txt");
        for (var step = 0; step < 10; step++)
        {
            run.LogMetric("loss", 1.0 / (step + 1), step);
        }

        await run.EndAsync();
        return run.RunId;
    }
}
