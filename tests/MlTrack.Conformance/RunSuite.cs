namespace MlTrack.Conformance;

/// <summary>Runs: making, names, states, deleting and restoring.</summary>
public abstract class RunSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = new(2025, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public async Task A_new_run_is_running_and_has_what_was_asked_for()
    {
        var experiment = await CreateExperimentAsync();

        var created = await Store.CreateRunAsync(new CreateRunRequest
        {
            ExperimentId = experiment, UserId = "ada", StartTime = Start, RunName = "sdca", Tags = [new("team", "vision"), new("a/b", "")],
        });

        var run = await Store.GetRunAsync(created.Info.RunId);
        Assert.Equal(created.Info, run.Info);
        Assert.Equal(experiment, run.Info.ExperimentId);
        Assert.Equal("ada", run.Info.UserId);
        Assert.Equal(Start, run.Info.StartTime);
        Assert.Null(run.Info.EndTime);
        Assert.Equal(RunStatus.Running, run.Info.Status);
        Assert.Equal("sdca", run.Info.RunName);
        Assert.Equal(LifecycleStage.Active, run.Info.LifecycleStage);
        Assert.Contains(run.Info.RunId, run.Info.ArtifactUri, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "vision", ["a/b"] = "", ["mlflow.runName"] = "sdca" }, run.Data.Tags);
        Assert.Empty(run.Data.Metrics);
        Assert.Empty(run.Data.Params);
        Assert.Empty(run.Inputs.Datasets);
        Assert.Empty(run.Outputs.Models);
    }

    [Fact]
    public async Task Without_a_time_a_run_starts_now()
    {
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);

        var run = await CreateRunAsync();

        Assert.InRange(run.Info.StartTime, before, DateTimeOffset.UtcNow.AddMinutes(1));
        AssertMilliseconds(run.Info.StartTime);
    }

    [Fact]
    public async Task Without_a_name_the_tag_names_the_run_and_without_that_a_name_is_made_up()
    {
        var tagged = await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", Tags = [new("mlflow.runName", "from tag")] });
        var unnamed = await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "" });

        Assert.Equal("from tag", tagged.Info.RunName);
        Assert.Matches("^[a-z]+-[a-z]+-[0-9]{1,4}$", unnamed.Info.RunName);
        Assert.Equal(unnamed.Info.RunName, unnamed.Data.Tags["mlflow.runName"]);
    }

    [Fact]
    public async Task Two_names_that_differ_are_refused() =>
        await RefusesValueAsync(
            "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='b', mlflow.runName='a').",
            async () => await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "b", Tags = [new("mlflow.runName", "a")] }));

    [Fact]
    public async Task A_refused_run_leaves_nothing_behind()
    {
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", Tags = [new("good", "1"), new("a\\b", "2")] }));

        Assert.Empty((await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], ViewType = ViewType.All })).Items);
    }

    [Fact]
    public async Task An_update_changes_only_what_it_names()
    {
        var id = (await CreateRunAsync(name: "first", start: Start)).Info.RunId;

        var ended = await Store.UpdateRunAsync(id, new RunUpdate { Status = RunStatus.Finished, EndTime = Start.AddSeconds(9) });
        Assert.Equal((RunStatus.Finished, Start.AddSeconds(9), "first"), (ended.Status, ended.EndTime, ended.RunName));

        var resumed = await Store.UpdateRunAsync(id, new RunUpdate { Status = RunStatus.Running });
        Assert.Equal((RunStatus.Running, Start.AddSeconds(9), "first"), (resumed.Status, resumed.EndTime, resumed.RunName));

        var renamed = await Store.UpdateRunAsync(id, new RunUpdate { RunName = "second" });
        Assert.Equal((RunStatus.Running, Start.AddSeconds(9), "second"), (renamed.Status, renamed.EndTime, renamed.RunName));

        var unchanged = await Store.UpdateRunAsync(id, new RunUpdate { RunName = "" });
        Assert.Equal(renamed, unchanged);

        var run = await Store.GetRunAsync(id);
        Assert.Equal(renamed, run.Info);
        Assert.Equal("second", run.Data.Tags["mlflow.runName"]);
    }

    [Theory]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Scheduled)]
    [InlineData(RunStatus.Finished)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Killed)]
    public async Task Every_status_is_kept(RunStatus status)
    {
        var id = await CreateRunIdAsync();

        await Store.UpdateRunAsync(id, new RunUpdate { Status = status });

        Assert.Equal(status, (await Store.GetRunAsync(id)).Info.Status);
    }

    [Fact]
    public async Task A_deleted_run_is_given_back_but_cannot_be_written()
    {
        var id = await CreateRunIdAsync();
        await Store.LogParamAsync(id, new Param("lr", "0.1"));

        await Store.DeleteRunAsync(id);

        var deleted = await Store.GetRunAsync(id);
        Assert.Equal(LifecycleStage.Deleted, deleted.Info.LifecycleStage);
        Assert.Equal("0.1", deleted.Data.Params["lr"]);
        var message = $"The run {id} must be in 'active' lifecycle_stage.";
        await RefusesValueAsync(message, async () => await Store.LogParamAsync(id, new Param("x", "1")));
        await RefusesValueAsync(message, async () => await Store.LogMetricAsync(id, Point("x", 1)));
        await RefusesValueAsync(message, async () => await Store.SetTagAsync(id, new RunTag("x", "1")));
        await RefusesValueAsync(message, async () => await Store.DeleteTagAsync(id, "mlflow.runName"));
        await RefusesValueAsync(message, async () => await Store.LogBatchAsync(id, new RunBatch()));
        await RefusesValueAsync(message, async () => await Store.LogInputsAsync(id, []));
        await RefusesValueAsync(message, async () => await Store.LogOutputsAsync(id, []));
        await RefusesValueAsync(message, async () => await Store.UpdateRunAsync(id, new RunUpdate { Status = RunStatus.Failed }));
    }

    [Fact]
    public async Task Deleting_and_restoring_can_be_repeated()
    {
        var id = await CreateRunIdAsync();

        await Store.RestoreRunAsync(id);
        await Store.DeleteRunAsync(id);
        await Store.DeleteRunAsync(id);
        await Store.RestoreRunAsync(id);

        var run = await Store.GetRunAsync(id);
        Assert.Equal(LifecycleStage.Active, run.Info.LifecycleStage);
        Assert.Null(run.Info.DeletedTime);
        await Store.SetTagAsync(id, new RunTag("x", "1"));
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_missed_by_every_call()
    {
        const string Id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        const string Message = $"Run '{Id}' not found";

        await MissesAsync(Message, async () => await Store.GetRunAsync(Id));
        await MissesAsync(Message, async () => await Store.DeleteRunAsync(Id));
        await MissesAsync(Message, async () => await Store.RestoreRunAsync(Id));
        await MissesAsync(Message, async () => await Store.UpdateRunAsync(Id, new RunUpdate { RunName = "x" }));
        await MissesAsync(Message, async () => await Store.LogBatchAsync(Id, new RunBatch { Params = [new("a", "b")] }));
        await MissesAsync(Message, async () => await Store.LogMetricAsync(Id, Point("a", 1)));
        await MissesAsync(Message, async () => await Store.LogParamAsync(Id, new Param("a", "b")));
        await MissesAsync(Message, async () => await Store.SetTagAsync(Id, new RunTag("a", "b")));
        await MissesAsync(Message, async () => await Store.DeleteTagAsync(Id, "a"));
        await MissesAsync(Message, async () => await Store.LogInputsAsync(Id, []));
        await MissesAsync(Message, () => GetHistoryAsync(Id, "a"));
    }

    [Fact]
    public async Task A_child_run_is_a_run_with_a_tag()
    {
        var parent = await CreateRunIdAsync();
        var child = await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", Tags = [new("mlflow.parentRunId", parent)] });

        await Store.DeleteRunAsync(parent);

        var run = await Store.GetRunAsync(child.Info.RunId);
        Assert.Equal(parent, run.Data.Tags["mlflow.parentRunId"]);
        Assert.Equal(LifecycleStage.Active, run.Info.LifecycleStage);
    }
}
