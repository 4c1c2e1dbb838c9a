namespace MlTrack.Conformance;

/// <summary>Checking and cleaning: for stores that are an <see cref="ITrackingStoreMaintenance"/>.</summary>
public abstract class MaintenanceSuite : StoreSuite
{
    private ITrackingStoreMaintenance Maintenance => StoreAs<ITrackingStoreMaintenance>();

    [Fact]
    public async Task A_sound_store_has_no_problems()
    {
        var id = await CreateRunIdAsync();
        await Store.LogBatchAsync(id, new RunBatch { Metrics = [Point("m", 1)], Params = [new("p", "")], Tags = [new("a/b", "c")] });
        await Store.LogInputsAsync(id, [new DatasetInput { Dataset = new Dataset { Name = "iris", Digest = "1", SourceType = "code", Source = "{}" } }]);
        await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "forest" });
        await Store.DeleteExperimentAsync(await CreateExperimentAsync());

        Assert.Empty(await ListAsync(Maintenance.VerifyAsync()));
        Assert.Empty(await ListAsync(Maintenance.RepairAsync()));
        Assert.Equal(1, (await GetDataAsync(id)).Metrics["m"].Value);
    }

    [Fact]
    public async Task Only_what_is_deleted_is_removed_for_good()
    {
        var (kept, run, experiment, inner, model) = await DeleteSomeAsync();

        var result = await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions());

        AssertRemoved(result, [run], [experiment], [model]);
        await MissesAsync($"Run '{run}' not found", async () => await Store.GetRunAsync(run));
        await MissesAsync($"Run '{inner}' not found", async () => await Store.GetRunAsync(inner));
        await MissesAsync($"Could not find experiment with ID {experiment}", async () => await Store.GetExperimentAsync(experiment));
        await MissesAsync($"Model '{model}' not found", async () => await Store.GetLoggedModelAsync(model, allowDeleted: true));
        Assert.Equal([kept], (await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], ViewType = ViewType.All })).Items.Select(each => each.Info.RunId));
        await CreateExperimentAsync("iris");
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_removes_nothing()
    {
        var (_, run, experiment, inner, model) = await DeleteSomeAsync();

        var result = await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { DryRun = true });

        AssertRemoved(result, [run], [experiment], [model]);
        await Store.RestoreRunAsync(run);
        await Store.RestoreExperimentAsync(experiment);
        Assert.Equal(LifecycleStage.Active, (await Store.GetRunAsync(inner)).Info.LifecycleStage);
        Assert.Equal(model, (await Store.GetLoggedModelAsync(model, allowDeleted: true)).ModelId);
    }

    [Fact]
    public async Task What_was_deleted_lately_is_kept_on_request()
    {
        var (_, run, experiment, _, _) = await DeleteSomeAsync();

        var result = await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { OlderThan = TimeSpan.FromHours(1) });

        AssertRemoved(result, [], [], []);
        await Store.RestoreRunAsync(run);
        await Store.RestoreExperimentAsync(experiment);
    }

    [Fact]
    public async Task With_names_only_those_are_removed()
    {
        var (_, run, experiment, _, model) = await DeleteSomeAsync();
        var other = await CreateRunIdAsync();
        await Store.DeleteRunAsync(other);

        var byRun = await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { RunIds = [run] });
        var byExperiment = await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { ExperimentIds = [experiment] });

        AssertRemoved(byRun, [run], [], []);
        AssertRemoved(byExperiment, [], [experiment], []);
        await Store.RestoreRunAsync(other);
        Assert.Equal(model, (await Store.GetLoggedModelAsync(model, allowDeleted: true)).ModelId);
    }

    [Fact]
    public async Task What_is_in_use_cannot_be_removed_by_name()
    {
        var (kept, run, _, _, _) = await DeleteSomeAsync();

        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { RunIds = [run, kept] }));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Maintenance.CollectGarbageAsync(new GarbageCollectionOptions { ExperimentIds = ["0"] }));

        await Store.RestoreRunAsync(run);
    }

    private static void AssertRemoved(GarbageCollectionResult result, string[] runs, string[] experiments, string[] models)
    {
        Assert.Equal(runs, result.RunIds);
        Assert.Equal(experiments, result.ExperimentIds);
        Assert.Equal(models, result.ModelIds);
    }

    private static async Task<List<StoreProblem>> ListAsync(IAsyncEnumerable<StoreProblem> problems)
    {
        var list = new List<StoreProblem>();
        await foreach (var problem in problems)
        {
            list.Add(problem);
        }

        return list;
    }

    private async Task<(string Kept, string Run, string Experiment, string InnerRun, string Model)> DeleteSomeAsync()
    {
        var kept = await CreateRunIdAsync();
        var run = await CreateRunIdAsync();
        var experiment = await CreateExperimentAsync("iris");
        var inner = (await CreateRunAsync(experiment)).Info.RunId;
        var model = (await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "forest" })).ModelId;
        await Store.DeleteRunAsync(run);
        await Store.DeleteExperimentAsync(experiment);
        await Store.DeleteLoggedModelAsync(model);
        return (kept, run, experiment, inner, model);
    }
}
