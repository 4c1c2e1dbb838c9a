using MlTrack.Internal.Sync;
using MlTrack.Stores;
using MlTrack.Sync;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Sync;

/// <summary>After a sync the other store shows what the tree shows, however often it was interrupted, repeated, or run twice.</summary>
public sealed class SyncSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_arrives_and_a_second_sync_changes_nothing()
    {
        await using var source = await MakeTreeAsync();
        var (target, control) = FlakyStore.Around(TrackingStores.File(_folder.PathOf("there")));

        var first = await source.SyncToAsync(target);
        first.Should().BeEquivalentTo(new { Runs = 3L, RunsCreated = 3L, RunsChanged = 3L, Points = 2506L, IsComplete = true });
        first.Problems.Should().BeEmpty();
        await target.ShouldShowAsync(source);
        var run = await target.RunOfAsync(await IdOfAsync(source, "first"), (await target.FindExperimentByNameAsync("iris"))!.ExperimentId);
        var artifacts = await target.GetRunArtifactsAsync(run.Info);
        using var text = new StreamReader(await artifacts.OpenReadAsync("notes/a.txt"));
        (await text.ReadToEndAsync()).Should().Be("hello");

        var changes = control.Changes;
        var second = await source.SyncToAsync(target);
        second.Should().BeEquivalentTo(new { Runs = 3L, RunsCreated = 0L, RunsChanged = 0L, Points = 0L, Params = 0L, Tags = 0L, Artifacts = 0L, IsComplete = true });
        control.Changes.Should().Be(changes, "nothing changed since");
        (await source.VerifyAsync().ToListAsync()).Should().BeEmpty("what a sync notes in the tree is no fault of it");
    }

    [Fact]
    public async Task What_comes_later_is_sent_later_and_the_end_last()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var target = TrackingStores.Memory();
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        run.LogMetric("loss", 1, step: 1).LogParam("a", 1).SetTag("t", "old").SetTag("gone", "x");
        (await source.SyncToAsync(target)).Points.Should().Be(1);
        (await target.RunOfAsync(run.RunId)).Info.Status.Should().Be(RunStatus.Running);

        run.LogMetric("loss", 2, step: 2).LogMetric("acc", 3).LogParam("b", 2).SetTag("t", "new").DeleteTag("gone").SetRunName("renamed");
        await run.EndAsync(RunStatus.Failed);
        var result = await source.SyncToAsync(target);

        result.Should().BeEquivalentTo(new { Points = 2L, Params = 1L, RunsCreated = 0L, IsComplete = true });
        await target.ShouldShowAsync(source);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lost_answers_refused_calls_and_dying_senders_cost_and_double_nothing(bool dropsEqualPoints)
    {
        await using var source = await MakeTreeAsync();
        var store = TrackingStores.Memory();
        var seed = Random.Shared.Next();
        var (target, control) = FlakyStore.Around(store, seed);
        control.DropsEqualPoints = dropsEqualPoints;
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            control.Refused = 0.1;
            control.Lost = 0.3;
            control.DiesAfter = random.Next(1, 40);
            try
            {
                await source.SyncToAsync(target, new SyncOptions { Verify = round % 10 == 9 });
            }
            catch (SenderDied)
            {
                // As if killed: the next one finds what it left.
            }

            if (random.Next(10) == 0)
            {
                foreach (var folder in Directory.GetDirectories(_folder.Path, CursorFile.Folder, SearchOption.AllDirectories))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }

        (control.Refused, control.Lost, control.DiesAfter) = (0, 0, int.MaxValue);
        var last = await source.SyncToAsync(target);

        last.IsComplete.Should().BeTrue();
        await store.ShouldShowAsync(source, onceEach: dropsEqualPoints, because: $"(seed {seed})");
        var changes = control.Changes;
        await source.SyncToAsync(target);
        control.Changes.Should().Be(changes);
    }

    [Fact]
    public async Task Equal_points_are_counted_one_by_one()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var store = TrackingStores.Memory();
        var (target, control) = FlakyStore.Around(store);
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        run.LogMetric("m", 1, 1, time).LogMetric("m", 1, 1, time);
        await source.SyncToAsync(target);
        run.LogMetric("m", 1, 1, time).LogMetric("nan", double.NaN, 1, time);
        control.Refuses = (method, _) => false;
        control.Lost = 1;
        await source.SyncToAsync(target);
        control.Lost = 0;

        (await source.SyncToAsync(target)).IsComplete.Should().BeTrue();

        var there = (await store.RunOfAsync(run.RunId)).Info.RunId;
        (await store.GetMetricHistoryAsync(there, "m").CountAsync()).Should().Be(3);
        (await store.GetMetricHistoryAsync(there, "nan").CountAsync()).Should().Be(1);
        await run.EndAsync();
    }

    [Fact]
    public async Task A_record_that_is_refused_for_good_is_set_aside_and_all_others_arrive()
    {
        await using var source = await MakeTreeAsync();
        var store = TrackingStores.Memory();
        var (target, control) = FlakyStore.Around(store);
        control.Refuses = (method, arguments) => method.Name == nameof(ITrackingStore.LogBatchAsync) && arguments[1] is RunBatch batch &&
            (batch.Metrics.Any(point => point.Step == 7 && point.Key == "loss") || batch.Params.Any(param => param.Key == "p3"));

        var result = await source.SyncToAsync(target);

        result.IsComplete.Should().BeTrue();
        result.Problems.Should().HaveCount(2).And.OnlyContain(problem => problem.Kind == "rejected" && problem.ErrorCode == "INVALID_PARAMETER_VALUE");
        var id = await IdOfAsync(source, "first");
        var there = await store.RunOfAsync(id, (await store.FindExperimentByNameAsync("iris"))!.ExperimentId);
        there.Data.Params.Should().HaveCount(9).And.NotContainKey("p3");
        (await store.GetMetricHistoryAsync(there.Info.RunId, "loss").Select(point => point.Step).ToListAsync()).Should().HaveCount(2499).And.NotContain(7);
        File.ReadAllLines(Directory.GetFiles(_folder.Path, RejectedRecord.FileName, SearchOption.AllDirectories).Single()).Should().HaveCount(2);
        (await source.SyncToAsync(target)).Should().BeEquivalentTo(new { RunsChanged = 0L, Points = 0L });
    }

    [Fact]
    public async Task A_param_that_differs_there_stays_and_ours_is_kept_beside_it()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var target = TrackingStores.Memory();
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        await source.SyncToAsync(target);
        var there = (await target.RunOfAsync(run.RunId)).Info.RunId;
        await target.LogParamAsync(there, new Param("lr", "0.1"));
        run.LogParam("lr", 0.2).LogParam("ok", 1);
        await run.EndAsync();

        var result = await source.SyncToAsync(target);

        result.Problems.Should().ContainSingle().Which.Kind.Should().Be("param-conflict");
        var data = (await target.GetRunAsync(there)).Data;
        data.Params.Should().Equal(new Dictionary<string, string> { ["lr"] = "0.1", ["ok"] = "1" });
        data.Tags.Should().Contain("mltrack.conflict.lr", "0.2");
    }

    [Fact]
    public async Task A_run_that_was_deleted_there_is_left_alone_or_made_anew_if_asked()
    {
        await using var source = await MakeTreeAsync();
        var target = TrackingStores.Memory();
        await source.SyncToAsync(target);
        var id = await IdOfAsync(source, "first");
        var experiment = (await target.FindExperimentByNameAsync("iris"))!.ExperimentId;
        await target.DeleteRunAsync((await target.RunOfAsync(id, experiment)).Info.RunId);
        await source.SetTagAsync(id, "later", "x");

        var told = await source.SyncToAsync(target);
        told.Problems.Should().ContainSingle().Which.Kind.Should().Be("run-deleted");
        (await source.SyncToAsync(target)).Problems.Should().BeEmpty("it was told once");

        var anew = await source.SyncToAsync(target, new SyncOptions { RecreateDeletedRuns = true });
        anew.RunsCreated.Should().Be(1);
        (await target.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment] })).Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_run_that_is_deleted_and_restored_here_is_so_there()
    {
        await using var source = await MakeTreeAsync();
        var target = TrackingStores.Memory();
        await source.SyncToAsync(target);
        var id = await IdOfAsync(source, "first");
        var experiment = (await target.FindExperimentByNameAsync("iris"))!.ExperimentId;

        await source.DeleteRunAsync(id);
        (await source.SyncToAsync(target)).Problems.Should().BeEmpty();
        (await target.RunOfAsync(id, experiment)).Info.LifecycleStage.Should().Be(LifecycleStage.Deleted);

        await source.RestoreRunAsync(id);
        (await source.SyncToAsync(target)).Problems.Should().BeEmpty();
        (await target.RunOfAsync(id, experiment)).Info.LifecycleStage.Should().Be(LifecycleStage.Active);
    }

    [Fact]
    public async Task An_experiment_that_was_deleted_there_keeps_its_runs_until_it_is_restored()
    {
        await using var source = await MakeTreeAsync();
        var target = TrackingStores.Memory();
        var id = await target.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });
        await target.DeleteExperimentAsync(id);

        (await source.SyncToAsync(target)).Problems.Should().ContainSingle().Which.Kind.Should().Be("experiment-deleted");
        (await source.SyncToAsync(target, new SyncOptions { RestoreDeletedExperiments = true })).RunsCreated.Should().Be(2);
        await target.ShouldShowAsync(source);
    }

    [Fact]
    public async Task A_tree_that_is_restored_from_a_backup_is_compared_and_doubles_nothing()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var target = TrackingStores.Memory();
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        for (var step = 0; step < 50; step++)
        {
            run.LogMetric("m", step, step);
        }

        await run.EndAsync();
        await source.SyncToAsync(target);
        var file = Directory.GetFiles(_folder.Path, "m", SearchOption.AllDirectories).Single(path => path.Contains("metrics", StringComparison.Ordinal));
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, ["1700000000000 77.0 77", .. lines[..20]]);

        (await source.SyncToAsync(target)).Points.Should().Be(1);

        var there = (await target.RunOfAsync(run.RunId)).Info.RunId;
        (await target.GetMetricHistoryAsync(there, "m").CountAsync()).Should().Be(51);
    }

    [Fact]
    public async Task A_dry_run_counts_and_asks_nobody()
    {
        await using var source = await MakeTreeAsync();
        var (target, control) = FlakyStore.Around(TrackingStores.Memory());
        control.DiesAfter = 0;

        var plan = await source.SyncToAsync(target, new SyncOptions { DryRun = true });

        plan.Should().BeEquivalentTo(new { Runs = 3L, RunsCreated = 3L, Points = 2506L });
    }

    [Fact]
    public async Task A_follower_keeps_up_with_a_run_until_it_is_stopped()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var store = TrackingStores.Memory();
        var (target, control) = FlakyStore.Around(store);
        control.Lost = 0.2;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var follow = source.SyncToAsync(target, new SyncOptions { Follow = true, Interval = TimeSpan.FromMilliseconds(20) }, stop.Token);
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        for (var step = 0; step < 200; step++)
        {
            run.LogMetric("m", step, step);
            await Task.Delay(2);
        }

        await run.EndAsync();
        control.Lost = 0;
        while (!stop.IsCancellationRequested && (await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items is not [{ Info.Status: RunStatus.Finished }])
        {
            await Task.Delay(20);
        }

        stop.IsCancellationRequested.Should().BeFalse();
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => follow).Should().ThrowAsync<OperationCanceledException>();
        await store.ShouldShowAsync(source);
    }

    [Fact]
    public async Task Logged_models_and_their_points_arrive_once()
    {
        await using var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var target = TrackingStores.Memory();
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        var model = await source.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest
        {
            ExperimentId = "0", Name = "net", SourceRunId = run.RunId, Params = [new Param("a", "1")], Tags = [new RunTag("t", "x")],
        });
        run.LogMetrics([new Metric { Key = "acc", Value = 0.5, TimestampMilliseconds = 1_700_000_000_000, Step = 1, ModelId = model.ModelId }]);
        run.LogOutputs([new LoggedModelOutput(model.ModelId, 1)]);
        await source.Store.FinalizeLoggedModelAsync(model.ModelId, LoggedModelStatus.Ready);
        await run.EndAsync();

        (await source.SyncToAsync(target)).Should().BeEquivalentTo(new { Models = 1L, Points = 1L, IsComplete = true });

        var there = (await target.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = ["0"] })).Items.Should().ContainSingle().Subject;
        there.Should().BeEquivalentTo(new { Name = "net", Status = LoggedModelStatus.Ready });
        there.Params.Should().Contain("a", "1");
        there.Tags.Should().Contain("t", "x").And.Contain("mltrack.source_model_id", model.ModelId);
        there.Metrics.Should().ContainSingle().Which.Value.Should().Be(0.5);
        var copy = await target.RunOfAsync(run.RunId);
        copy.Outputs.Models.Should().Equal(new LoggedModelOutput(there.ModelId, 1));
        (await target.GetMetricHistoryAsync(copy.Info.RunId, "acc").CountAsync()).Should().Be(1);
        (await source.SyncToAsync(target)).RunsChanged.Should().Be(0);
    }

    private async Task<MlTrackClient> MakeTreeAsync()
    {
        var source = MlTrackClient.Open(_folder.PathOf("mlruns"));
        var iris = await source.CreateExperimentAsync("iris");
        await source.SetExperimentTagAsync(iris, "team", "vision");
        foreach (var (name, experiment) in new[] { ("first", iris), ("second", iris), ("third", "0") })
        {
            var run = await source.StartRunAsync(new RunOptions { ExperimentId = experiment, RunName = name, CaptureGit = false });
            if (name == "first")
            {
                for (var step = 0; step < 2500; step++)
                {
                    run.LogMetric("loss", 1.0 / (step + 1), step);
                }

                run.LogParams(Enumerable.Range(0, 10).ToDictionary(i => "p" + i, i => i)).LogText("hello", "notes/a.txt")
                    .LogInput(new Dataset { Name = "iris", Digest = "0a1b2c3d", SourceType = "local", Source = "{}" }, "training");
            }

            run.LogMetric("deep/acc", double.NaN).LogMetric("deep/acc", double.PositiveInfinity, step: -1).SetTag("t", "größer");
            await run.EndAsync();
        }

        return source;
    }

    private static async Task<string> IdOfAsync(MlTrackClient client, string name) =>
        (await client.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = $"attributes.run_name = '{name}'", ViewType = ViewType.All })).Items.Single().Info.RunId;
}
