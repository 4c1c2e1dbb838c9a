namespace MlTrack.Conformance;

/// <summary>Logged models: MLflow 3's entity beside the runs.</summary>
public abstract class LoggedModelSuite : StoreSuite
{
    [Fact]
    public async Task A_new_model_is_pending_and_has_what_was_asked_for()
    {
        var run = await CreateRunIdAsync();

        var created = await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest
        {
            ExperimentId = "0", Name = "forest", SourceRunId = run, ModelType = "classifier", Tags = [new("team", "vision")], Params = [new("trees", "100")],
        });

        var model = await Store.GetLoggedModelAsync(created.ModelId);
        Assert.Matches("^m-[0-9a-f]{32}$", model.ModelId);
        Assert.Equal(("0", "forest", run, "classifier"), (model.ExperimentId, model.Name, model.SourceRunId, model.ModelType));
        Assert.Equal(LoggedModelStatus.Pending, model.Status);
        Assert.Equal(LifecycleStage.Active, model.LifecycleStage);
        Assert.Equal(model.CreationTime, model.LastUpdateTime);
        Assert.Contains(model.ModelId, model.ArtifactLocation, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "vision" }, model.Tags);
        Assert.Equal(new Dictionary<string, string> { ["trees"] = "100" }, model.Params);
        Assert.Empty(model.Metrics);
    }

    [Fact]
    public async Task Names_need_not_be_unique_and_are_made_up_when_missing()
    {
        var first = await CreateModelAsync("forest");
        var second = await CreateModelAsync("forest");
        var unnamed = await CreateModelAsync(null);

        Assert.NotEqual(first.ModelId, second.ModelId);
        Assert.Matches("^[a-z]+-[a-z]+-[0-9]{1,4}$", unnamed.Name);
    }

    [Theory]
    [InlineData(LoggedModelStatus.Ready)]
    [InlineData(LoggedModelStatus.Failed)]
    public async Task Finalizing_sets_the_status(LoggedModelStatus status)
    {
        var model = await CreateModelAsync();

        var after = await Store.FinalizeLoggedModelAsync(model.ModelId, status);

        Assert.Equal(status, after.Status);
        Assert.True(after.LastUpdateTime >= model.LastUpdateTime, "the time of the last update never goes back");
        Assert.Equal(status, (await Store.GetLoggedModelAsync(model.ModelId)).Status);
    }

    [Fact]
    public async Task Params_and_tags_are_replaced_and_tags_removed()
    {
        var id = (await CreateModelAsync()).ModelId;

        await Store.LogLoggedModelParamsAsync(id, [new("trees", "1"), new("a/b", new string('x', 7000))]);
        if (IsServer)
        {
            // As MLflow's servers over a database; its file store overwrites.
            await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Store.LogLoggedModelParamsAsync(id, [new("trees", "2")]));
        }
        else
        {
            await Store.LogLoggedModelParamsAsync(id, [new("trees", "2")]);
        }

        await Store.SetLoggedModelTagsAsync(id, [new("team", "a"), new("gone", "x")]);
        await Store.SetLoggedModelTagsAsync(id, [new("team", "b")]);
        await Store.DeleteLoggedModelTagAsync(id, "gone");

        var model = await Store.GetLoggedModelAsync(id);
        Assert.Equal(new Dictionary<string, string> { ["trees"] = IsServer ? "1" : "2", ["a/b"] = new string('x', 7000) }, model.Params);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "b" }, model.Tags);
        await MissesAsync($"No tag with key 'gone' found for model with ID '{id}'.", async () => await Store.DeleteLoggedModelTagAsync(id, "gone"));
    }

    [Fact]
    public async Task A_deleted_model_is_found_only_on_request_and_cannot_be_written()
    {
        var id = (await CreateModelAsync()).ModelId;

        await Store.DeleteLoggedModelAsync(id);

        Assert.Equal(LifecycleStage.Deleted, (await Store.GetLoggedModelAsync(id, allowDeleted: true)).LifecycleStage);
        Assert.Empty((await Store.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = ["0"] })).Items);
        var message = $"Model '{id}' not found";
        await MissesAsync(message, async () => await Store.GetLoggedModelAsync(id));
        await MissesAsync(message, async () => await Store.FinalizeLoggedModelAsync(id, LoggedModelStatus.Ready));
        await MissesAsync(message, async () => await Store.DeleteLoggedModelAsync(id));
        await MissesAsync(message, async () => await Store.SetLoggedModelTagsAsync(id, [new("a", "b")]));
        await MissesAsync(message, async () => await Store.LogLoggedModelParamsAsync(id, [new("a", "b")]));
        await MissesAsync(message, async () => await Store.DeleteLoggedModelTagAsync(id, "a"));
    }

    [Fact]
    public async Task A_refused_model_leaves_nothing_behind()
    {
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "forest", Tags = [new("a\\b", "1")] }));

        Assert.Empty((await Store.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = ["0"] })).Items);
    }

    [Fact]
    public async Task A_point_that_names_a_model_belongs_to_both()
    {
        var run = await CreateRunIdAsync();
        var model = (await CreateModelAsync()).ModelId;
        var point = Point("auc", 0.5, step: 1) with { ModelId = model };

        await Store.LogMetricAsync(run, point);
        await Store.LogBatchAsync(run, new RunBatch { Metrics = [point with { Value = 0.7, Step = 2 }, point with { DatasetName = "iris", DatasetDigest = "1", Step = 3 }] });

        Assert.Equal(3, (await GetHistoryAsync(run, "auc")).Count);
        var metrics = (await Store.GetLoggedModelAsync(model)).Metrics.OrderBy(metric => metric.Step).ToList();
        Assert.Equal([(0.7, 2L, null), (0.5, 3L, "iris")], metrics.Select(metric => (metric.Value, metric.Step, metric.DatasetName)));
        Assert.All(metrics, metric => Assert.Equal((run, model), (metric.RunId, metric.ModelId)));
    }

    [Fact]
    public async Task Models_are_listed_newest_first_by_experiment()
    {
        var experiment = await CreateExperimentAsync();
        var models = new List<LoggedModel>();
        for (var i = 0; i < 3; i++)
        {
            models.Add(await CreateModelAsync(experimentId: experiment));
        }

        await CreateModelAsync();

        var expected = models.OrderByDescending(model => model.CreationTime).ThenBy(model => model.ModelId, StringComparer.Ordinal).Select(model => model.ModelId).ToList();
        var query = new SearchLoggedModelsQuery { ExperimentIds = [experiment, "unknown"], MaxResults = 2 };
        var first = await Store.SearchLoggedModelsAsync(query);
        var second = await Store.SearchLoggedModelsAsync(query with { PageToken = first.NextPageToken });
        Assert.Equal(expected, first.Items.Concat(second.Items).Select(model => model.ModelId));
        Assert.Null(second.NextPageToken);
    }

    private async Task<LoggedModel> CreateModelAsync(string? name = "forest", string experimentId = "0") =>
        await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = experimentId, Name = name });
}
