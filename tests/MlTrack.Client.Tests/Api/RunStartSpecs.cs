using MlTrack.Client.Tests.Api.Support;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Client.Tests.Api;

/// <summary>Where a run starts, by options and by MLflow's environment variables; resuming, children, the current run.</summary>
public sealed class RunStartSpecs
{
    [Fact]
    public async Task A_run_goes_to_its_experiment_which_is_made_when_missing()
    {
        using var scene = new Scene();

        await using var first = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "iris" }));
        await using var second = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "iris" }));

        first.ExperimentId.Should().Be(second.ExperimentId).And.NotBe("0");
        scene.Store.Experiments[first.ExperimentId].Name.Should().Be("iris");
    }

    [Fact]
    public async Task Without_a_name_a_run_goes_to_the_default_experiment()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        run.ExperimentId.Should().Be("0");
    }

    [Fact]
    public async Task The_environment_names_the_experiment()
    {
        using var scene = new Scene();
        scene["MLFLOW_EXPERIMENT_NAME"] = "from environment";
        await using var byName = await scene.StartAsync();
        scene.Store.Experiments[byName.ExperimentId].Name.Should().Be("from environment");

        scene["MLFLOW_EXPERIMENT_NAME"] = null;
        scene["MLFLOW_EXPERIMENT_ID"] = byName.ExperimentId;
        await using var byId = await scene.StartAsync();
        byId.ExperimentId.Should().Be(byName.ExperimentId);

        await using var explicitly = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));
        explicitly.ExperimentId.Should().Be("0", "what the program says wins");
    }

    [Fact]
    public async Task An_experiment_id_of_the_environment_that_does_not_exist_or_fit_is_refused()
    {
        using var scene = new Scene();
        scene["MLFLOW_EXPERIMENT_ID"] = "12345";
        (await FluentActions.Awaiting(() => scene.StartAsync()).Should().ThrowAsync<MlTrackException>())
            .WithMessage("The provided MLFLOW_EXPERIMENT_ID environment variable value `12345` does not exist*");

        scene["MLFLOW_EXPERIMENT_NAME"] = "other";
        (await FluentActions.Awaiting(() => scene.StartAsync()).Should().ThrowAsync<MlTrackException>())
            .WithMessage("The provided MLFLOW_EXPERIMENT_ID environment variable value `12345` does not match*");
    }

    [Fact]
    public async Task A_deleted_experiment_takes_no_runs()
    {
        using var scene = new Scene();
        scene.Store.Experiments["7"] = new Experiment { ExperimentId = "7", Name = "gone", LifecycleStage = LifecycleStage.Deleted };

        var starting = () => scene.Client.StartRunAsync("gone");

        (await starting.Should().ThrowAsync<MlTrackException>()).WithMessage("Cannot set a deleted experiment 'gone' as the active experiment.*")
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public async Task A_new_run_carries_what_MLflow_records_and_the_tags_of_the_caller()
    {
        using var scene = new Scene();
        scene["MLFLOW_TRACKING_USERNAME"] = "ada";
        scene["MLFLOW_RUN_CONTEXT"] = """{"cluster": "c1", "mine": "lost"}""";
        var options = Scene.Quiet(new RunOptions
        {
            RunName = "r", Description = "about it", Tags = new Dictionary<string, string> { ["mine"] = "wins" },
        });

        await using var run = await scene.Client.StartRunAsync(options);

        var record = scene.Store.Runs[run.RunId];
        record.Info.UserId.Should().Be("ada");
        record.Data.Tags.Should().Contain("mlflow.user", "ada").And.Contain("cluster", "c1").And.Contain("mine", "wins")
            .And.Contain("mlflow.note.content", "about it").And.Contain("mlflow.source.type", "LOCAL").And.ContainKey("mlflow.source.name");
    }

    [Fact]
    public async Task A_description_given_twice_is_refused()
    {
        using var scene = new Scene();
        var options = new RunOptions { Description = "a", Tags = new Dictionary<string, string> { ["mlflow.note.content"] = "b" } };

        (await FluentActions.Awaiting(() => scene.Client.StartRunAsync(options)).Should().ThrowAsync<MlTrackException>())
            .WithMessage("Description is already set via the tag mlflow.note.content in tags.Remove the key mlflow.note.content from the tags or omit the description.");
    }

    [Fact]
    public async Task A_resumed_run_is_running_again_and_its_series_go_on()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();
        await run.EndAsync();
        var record = scene.Store.Runs[run.RunId];
        var loss = new Metric { Key = "loss", Value = 1, TimestampMilliseconds = 1, Step = 41 };
        scene.Store.Runs[run.RunId] = record with { Data = new RunData { Metrics = new Dictionary<string, Metric> { ["loss"] = loss } } };

        await using var resumed = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { RunId = run.RunId, RunName = "again" }));
        resumed.Metric("loss").Log(2);

        resumed.RunId.Should().Be(run.RunId);
        scene.StatusOf(resumed).Should().Be(RunStatus.Running);
        scene.Store.Runs[run.RunId].Info.EndTime.Should().NotBeNull("the old end stays until the run ends again, as in MLflow");
        resumed.RunName.Should().Be("again");
        scene.WrittenTo(resumed).Should().Equal("update RUNNING", "metric loss 2 @42");
    }

    [Fact]
    public async Task The_run_of_the_environment_is_resumed_once()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();
        await run.EndAsync();
        scene["MLFLOW_RUN_ID"] = run.RunId;

        await using var resumed = await scene.StartAsync();
        await using var fresh = await scene.StartAsync();

        resumed.RunId.Should().Be(run.RunId);
        fresh.RunId.Should().NotBe(run.RunId);
        scene["MLFLOW_RUN_ID"].Should().BeNull();
    }

    [Fact]
    public async Task Points_that_name_no_model_go_to_the_one_that_the_environment_names()
    {
        using var folder = new MlTrack.Tests.Support.TempFolder();
        await using var client = MlTrackClient.Open(folder.PathOf("mlruns"), new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        var model = await client.CreateLoggedModelAsync(new MlTrack.Stores.CreateLoggedModelRequest { ExperimentId = "0" });
        client.EnvironmentVariables = new MlTrack.Internal.Context.MlflowEnvironment(name => name == "MLFLOW_ACTIVE_MODEL_ID" ? model.ModelId : null, (_, _) => { });
        await using var run = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));

        run.LogMetric("loss", 0.5, step: 3);
        run.Metric("auc").Log(0.9);

        (await client.GetRunAsync(run.RunId)).Data.Metrics.Keys.Should().BeEquivalentTo("loss", "auc");
        var metrics = (await client.GetLoggedModelAsync(model.ModelId)).Metrics;
        metrics.Select(metric => (metric.Key, metric.Value, metric.Step, metric.RunId)).Should().BeEquivalentTo(
            [("loss", 0.5, 3L, run.RunId), ("auc", 0.9, 0L, run.RunId)]);
    }

    [Fact]
    public async Task A_deleted_run_is_not_resumed_and_one_of_another_experiment_neither()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();
        await run.EndAsync();
        var elsewhere = () => scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { RunId = run.RunId, ExperimentName = "other" }));
        (await elsewhere.Should().ThrowAsync<MlTrackException>()).WithMessage("*active experiment ID does not match environment run ID*");
        scene.Store.WriterOf(run.RunId).IsDisposed.Should().BeTrue();

        var record = scene.Store.Runs[run.RunId];
        scene.Store.Runs[run.RunId] = record with { Info = record.Info with { LifecycleStage = LifecycleStage.Deleted } };
        (await FluentActions.Awaiting(() => scene.Client.ResumeRunAsync(run.RunId)).Should().ThrowAsync<MlTrackException>())
            .WithMessage($"Cannot start run with ID {run.RunId} because it is in the deleted state.");
    }

    [Fact]
    public async Task Children_belong_to_their_parent_at_any_depth_and_share_its_experiment()
    {
        using var scene = new Scene();
        scene["MLFLOW_EXPERIMENT_NAME"] = "elsewhere";
        await using var top = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "iris" }));
        await using var middle = await top.StartChildAsync(Scene.Quiet(new RunOptions { RunName = "fold" }));
        await using var leaf = await middle.StartChildAsync(Scene.Quiet(new RunOptions { RunName = "trial" }));

        scene.Store.Runs[middle.RunId].Data.Tags["mlflow.parentRunId"].Should().Be(top.RunId);
        scene.Store.Runs[leaf.RunId].Data.Tags["mlflow.parentRunId"].Should().Be(middle.RunId);
        leaf.ParentRunId.Should().Be(middle.RunId);
        leaf.ExperimentId.Should().Be(top.ExperimentId);
    }

    [Fact]
    public async Task A_parent_of_another_process_is_named_by_its_id_and_must_not_be_deleted()
    {
        using var scene = new Scene();
        var parent = await scene.StartAsync();
        await parent.EndAsync();
        await using var child = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ParentRunId = parent.RunId }));
        child.ParentRunId.Should().Be(parent.RunId);

        var record = scene.Store.Runs[parent.RunId];
        scene.Store.Runs[parent.RunId] = record with { Info = record.Info with { LifecycleStage = LifecycleStage.Deleted } };
        (await FluentActions.Awaiting(() => scene.Client.StartRunAsync(new RunOptions { ParentRunId = parent.RunId })).Should().ThrowAsync<MlTrackException>())
            .WithMessage($"Cannot start run under parent run with ID {parent.RunId} because it is in the deleted state.");
    }

    [Fact]
    public async Task A_run_whose_store_fails_starts_in_the_spool_if_it_may()
    {
        using var folder = new TempFolder();
        using var scene = new Scene();
        scene["MLTRACK_SPOOL_DIR"] = folder.Path;
        scene.Store.StartFault = Scene.DiskFull;
        var refused = () => scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "iris" }));
        await refused.Should().ThrowAsync<MlTrackException>("starting throws unless something else is asked for");

        await using (var run = await scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "iris", StartFallback = StartFallback.Spool })))
        {
            run.LogMetric("loss", 1);
            run.Client.Should().NotBeSameAs(scene.Client);
        }

        scene.Logger.Messages.Should().ContainSingle().Which.Should().Contain("scripted:").And.Contain(folder.Path).And.Contain("No space left");
        await using var spool = MlTrackClient.Open(Directory.GetDirectories(folder.Path).Single());
        var spooled = await spool.ListRunsAsync(new SearchRunsQuery { AllExperiments = true }).SingleAsync();
        spooled.Info.Status.Should().Be(RunStatus.Finished);
        spooled.Data.Tags["mltrack.spooled_for"].Should().Be("scripted:");
        spooled.Data.Metrics["loss"].Value.Should().Be(1);
        (await spool.GetExperimentAsync(spooled.Info.ExperimentId)).Name.Should().Be("iris");
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_in_the_spool_as_well()
    {
        using var scene = new Scene();
        scene.Store.StartFault = new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "Invalid experiment name: ''");

        var starting = () => scene.Client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentName = "", StartFallback = StartFallback.Spool }));

        await starting.Should().ThrowAsync<MlTrackException>().WithMessage("Invalid experiment name: ''");
    }

    [Fact]
    public async Task The_current_run_is_the_one_that_was_made_current_last_and_flows_into_tasks()
    {
        using var scene = new Scene();
        await using var outer = await scene.StartAsync();
        await using var inner = await scene.StartAsync();
        Run.Current.Should().BeNull("starting a run does not make it current");

        using (outer.MakeCurrent())
        {
            using (inner.MakeCurrent())
            {
                (await Task.Run(() => Run.Current)).Should().BeSameAs(inner);
            }

            Run.Current.Should().BeSameAs(outer);
            await Task.Run(() =>
            {
                using var mine = inner.MakeCurrent();
                Run.Current.Should().BeSameAs(inner);
            });
            Run.Current.Should().BeSameAs(outer, "what a task makes current is its own");
        }

        Run.Current.Should().BeNull();
    }

    [Fact]
    public async Task A_run_that_has_ended_is_not_current_any_more()
    {
        using var scene = new Scene();
        await using var outer = await scene.StartAsync();
        var inner = await scene.StartAsync();
        using var first = outer.MakeCurrent();
        using var second = inner.MakeCurrent();

        await inner.EndAsync();

        Run.Current.Should().BeSameAs(outer);
    }

    private sealed class ReadOnlyStore : UnsupportedStore;
}
