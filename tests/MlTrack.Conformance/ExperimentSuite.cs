namespace MlTrack.Conformance;

/// <summary>Experiments: making, finding, renaming, deleting, restoring, tags.</summary>
public abstract class ExperimentSuite : StoreSuite
{
    [Fact]
    public async Task A_fresh_store_holds_the_experiment_Default()
    {
        var experiment = await Store.GetExperimentAsync("0");

        Assert.Equal("Default", experiment.Name);
        Assert.Equal(LifecycleStage.Active, experiment.LifecycleStage);
        Assert.Single((await Store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = ViewType.All })).Items);
    }

    [Fact]
    public async Task A_new_experiment_has_name_times_place_and_tags()
    {
        var id = await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris", Tags = [new("team", "vision"), new("a/b", "")] });

        var experiment = await Store.GetExperimentAsync(id);
        Assert.Equal(id, experiment.ExperimentId);
        Assert.Equal("iris", experiment.Name);
        Assert.NotEmpty(experiment.ArtifactLocation);
        Assert.Equal(LifecycleStage.Active, experiment.LifecycleStage);
        Assert.NotNull(experiment.CreationTime);
        Assert.Equal(experiment.CreationTime, experiment.LastUpdateTime);
        AssertMilliseconds(experiment.CreationTime.Value);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "vision", ["a/b"] = "" }, experiment.Tags);
    }

    [Theory]
    [InlineData("it's \"quoted\"")]
    [InlineData(" blanks ")]
    [InlineData("a/b: {c} 'd'\n\"e\" \\ # 100%")]
    [InlineData("日本語 😀 e\u0301")]
    [InlineData("123")]
    [InlineData("1e3")]
    [InlineData("null")]
    public async Task Any_name_is_kept_and_found(string name)
    {
        var id = await CreateExperimentAsync(name);

        Assert.Equal(name, (await Store.GetExperimentAsync(id)).Name);
        Assert.Equal(id, (await Store.FindExperimentByNameAsync(name))?.ExperimentId);
    }

    [Fact]
    public async Task Names_differ_by_case_and_blanks()
    {
        var ids = new[] { await CreateExperimentAsync("iris"), await CreateExperimentAsync("IRIS"), await CreateExperimentAsync("iris ") };

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Null(await Store.FindExperimentByNameAsync("Iris"));
    }

    [Fact]
    public async Task A_name_can_be_used_once()
    {
        await CreateExperimentAsync("iris");

        await RefusesAsync(
            MlTrackErrorCode.ResourceAlreadyExists, "Experiment 'iris' already exists.", () => CreateExperimentAsync("iris"));
    }

    [Fact]
    public async Task The_name_of_a_deleted_experiment_stays_taken()
    {
        await Store.DeleteExperimentAsync(await CreateExperimentAsync("iris"));

        var error = await RefusesAsync(MlTrackErrorCode.ResourceAlreadyExists, () => CreateExperimentAsync("iris"));
        Assert.StartsWith("Experiment 'iris' already exists in deleted state.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_experiment_leaves_nothing_behind()
    {
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris", Tags = [new("a\\b", "x")] }));

        Assert.Null(await Store.FindExperimentByNameAsync("iris"));
    }

    [Fact]
    public async Task Renaming_changes_the_name_and_frees_the_old_one()
    {
        var id = await CreateExperimentAsync("old");
        await Store.SetExperimentTagAsync(id, "team", "vision");

        await Store.RenameExperimentAsync(id, "new");

        Assert.Equal("new", (await Store.GetExperimentAsync(id)).Name);
        Assert.Equal("vision", (await Store.GetExperimentAsync(id)).Tags["team"]);
        Assert.Null(await Store.FindExperimentByNameAsync("old"));
        var other = await CreateExperimentAsync("old");
        Assert.NotEqual(id, other);
        Assert.Equal(other, (await Store.FindExperimentByNameAsync("old"))?.ExperimentId);
    }

    [Fact]
    public async Task Renaming_to_a_taken_name_is_refused_also_to_its_own()
    {
        var id = await CreateExperimentAsync("iris");

        await RefusesAsync(MlTrackErrorCode.ResourceAlreadyExists, "Experiment 'Default' already exists.", async () =>
            await Store.RenameExperimentAsync(id, "Default"));
        await RefusesAsync(MlTrackErrorCode.ResourceAlreadyExists, "Experiment 'iris' already exists.", async () =>
            await Store.RenameExperimentAsync(id, "iris"));
    }

    [Fact]
    public async Task Deleting_takes_the_active_runs_along_and_restoring_brings_all_back()
    {
        var id = await CreateExperimentAsync();
        var deletedBefore = await CreateRunAsync(id);
        var active = await CreateRunAsync(id);
        await Store.DeleteRunAsync(deletedBefore.Info.RunId);

        await Store.DeleteExperimentAsync(id);

        Assert.Equal(LifecycleStage.Deleted, (await Store.GetExperimentAsync(id)).LifecycleStage);
        Assert.Equal(LifecycleStage.Deleted, (await Store.GetRunAsync(active.Info.RunId)).Info.LifecycleStage);
        var refusal = IsServer ? MlTrackErrorCode.InvalidParameterValue : MlTrackErrorCode.InvalidState;
        await RefusesAsync(refusal, $"Could not create run under non-active experiment with ID {id}.", () => CreateRunAsync(id));

        await Store.RestoreExperimentAsync(id);

        Assert.Equal(LifecycleStage.Active, (await Store.GetExperimentAsync(id)).LifecycleStage);
        Assert.Equal(LifecycleStage.Active, (await Store.GetRunAsync(active.Info.RunId)).Info.LifecycleStage);
        Assert.Equal(LifecycleStage.Active, (await Store.GetRunAsync(deletedBefore.Info.RunId)).Info.LifecycleStage);
        await CreateRunAsync(id);
    }

    [Fact]
    public async Task Deleting_needs_an_active_experiment_and_restoring_a_deleted_one()
    {
        var id = await CreateExperimentAsync();
        await MissesAsync($"Could not find deleted experiment with ID {id}", async () => await Store.RestoreExperimentAsync(id));

        await Store.DeleteExperimentAsync(id);

        await MissesAsync($"Could not find experiment with ID {id}", async () => await Store.DeleteExperimentAsync(id));
    }

    [Fact]
    public async Task Tags_are_replaced_and_removed_without_changing_the_time_of_the_last_update()
    {
        var id = await CreateExperimentAsync();
        var before = await Store.GetExperimentAsync(id);

        await Store.SetExperimentTagAsync(id, "team", "vision");
        await Store.SetExperimentTagAsync(id, "team", "speech\r\nand\n");
        await Store.SetExperimentTagAsync(id, "gone", "x");
        await Store.DeleteExperimentTagAsync(id, "gone");

        var after = await Store.GetExperimentAsync(id);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "speech\r\nand\n" }, after.Tags);
        Assert.Equal(before.LastUpdateTime, after.LastUpdateTime);
    }

    [Fact]
    public async Task Tags_need_an_active_experiment()
    {
        var id = await CreateExperimentAsync();
        await Store.DeleteExperimentAsync(id);

        await RefusesValueAsync($"The experiment {id} must be in the 'active' lifecycle_stage to set tags", async () =>
            await Store.SetExperimentTagAsync(id, "team", "vision"));
        await RefusesValueAsync($"The experiment {id} must be in the 'active' lifecycle_stage to delete tags", async () =>
            await Store.DeleteExperimentTagAsync(id, "team"));
    }

    [Theory]
    [InlineData("s3://bucket/prefix?versionId=7")]
    [InlineData("mlflow-artifacts:/x")]
    [InlineData("file:///elsewhere/with%20blank")]
    public async Task An_absolute_place_of_artifacts_is_kept_as_it_is(string location)
    {
        if (IsServer && location.StartsWith("file:", StringComparison.Ordinal))
        {
            // Nobody but the server itself chooses places on its disk.
            await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Store.CreateExperimentAsync(new() { Name = "iris", ArtifactLocation = location }));
            return;
        }

        var id = await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris", ArtifactLocation = location });

        Assert.Equal(location, (await Store.GetExperimentAsync(id)).ArtifactLocation);
    }
}
