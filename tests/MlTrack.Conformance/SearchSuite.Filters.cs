namespace MlTrack.Conformance;

/// <content>Filters and orders: that a store asks them of the right values. The language itself is tested by its parser's own tests.</content>
public abstract partial class SearchSuite
{
    [Theory]
    [InlineData("metrics.loss < 0.5", "b c")]
    [InlineData("metrics.loss < 0.5 and params.lr = '0.1'", "b")]
    [InlineData("params.`deep/er` LIKE 'v%'", "a")]
    [InlineData("tags.team = 'vision'", "a c")]
    [InlineData("tags.team != 'vision'", "b")]
    [InlineData("tags.mlflow.runName = 'b'", "b")]
    [InlineData("attributes.run_name ILIKE '%A%'", "a")]
    [InlineData("attributes.status = 'FAILED'", "c")]
    [InlineData("attributes.start_time > 1735689660000", "c")]
    [InlineData("attributes.user_id = 'ada'", "a b c")]
    [InlineData("datasets.name = 'iris'", "a")]
    [InlineData("metrics.nothing > 0", "")]
    [InlineData("", "a b c")]
    public async Task Runs_are_found_by_what_was_logged(string filter, string expected)
    {
        await LogThreeRunsAsync();

        var found = await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = filter });

        Assert.Equal(expected, string.Join(' ', found.Items.Select(run => run.Info.RunName).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("metrics.loss ASC", "c b a")]
    [InlineData("metrics.loss DESC", "a b c")]
    [InlineData("params.lr DESC", "c b a")]
    [InlineData("attributes.run_name", "a b c")]
    [InlineData("start_time ASC", "a b c")]
    [InlineData("metrics.only_b DESC", "b c a")]
    public async Task Runs_come_in_the_order_asked_for(string order, string expected)
    {
        await LogThreeRunsAsync();

        var found = await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], OrderBy = [order] });

        Assert.Equal(expected, string.Join(' ', found.Items.Select(run => run.Info.RunName)));
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused_with_MLflows_code()
    {
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = "metrics.loss < 'a'" }));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], OrderBy = ["nonsense.key"] }));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () =>
            await Store.SearchExperimentsAsync(new SearchExperimentsQuery { Filter = "colour = 'red'" }));
    }

    [Fact]
    public async Task Filtered_pages_join_to_the_whole()
    {
        for (var i = 0; i < 9; i++)
        {
            var run = await CreateRunAsync(start: Start.AddMinutes(i));
            await Store.LogMetricAsync(run.Info.RunId, Point("parity", i % 2));
        }

        var query = new SearchRunsQuery { ExperimentIds = ["0"], Filter = "metrics.parity = 0", OrderBy = ["start_time ASC"], MaxResults = 2 };
        var starts = new List<double>();
        do
        {
            var page = await Store.SearchRunsAsync(query);
            starts.AddRange(page.Items.Select(run => (run.Info.StartTime - Start).TotalMinutes));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken is not null);

        Assert.Equal([0.0, 2.0, 4.0, 6.0, 8.0], starts);
    }

    [Fact]
    public async Task A_found_run_is_the_latest_state()
    {
        var id = await CreateRunIdAsync();
        var query = new SearchRunsQuery { ExperimentIds = ["0"], Filter = "metrics.loss < 1" };
        Assert.Empty((await Store.SearchRunsAsync(query)).Items);

        await Store.LogMetricAsync(id, Point("loss", 0.5, step: 1));
        Assert.Single((await Store.SearchRunsAsync(query)).Items);

        await Store.LogMetricAsync(id, Point("loss", 2, step: 2));
        Assert.Empty((await Store.SearchRunsAsync(query)).Items);

        await Store.LogMetricAsync(id, Point("loss", 0.5, step: 3));
        await Store.SetTagAsync(id, new RunTag("seen", "1"));
        Assert.Equal("1", Assert.Single((await Store.SearchRunsAsync(query)).Items).Data.Tags["seen"]);
    }

    [Fact]
    public async Task Experiments_are_found_by_name_and_tag()
    {
        await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris-1", Tags = [new("team", "vision")] });
        await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris-2" });

        Assert.Equal("iris-1 iris-2", await NamesAsync("name LIKE 'iris%'"));
        Assert.Equal("iris-1", await NamesAsync("tags.team = 'vision'"));
        Assert.Equal("Default", await NamesAsync("name = 'Default'"));

        async Task<string> NamesAsync(string filter) => string.Join(
            ' ', (await Store.SearchExperimentsAsync(new SearchExperimentsQuery { Filter = filter, OrderBy = ["name ASC"] })).Items.Select(each => each.Name));
    }

    [Fact]
    public async Task Logged_models_are_found_and_ordered_by_metric()
    {
        var run = await CreateRunIdAsync();
        foreach (var (name, auc) in new[] { ("low", 0.5), ("high", 0.9), ("middle", 0.7) })
        {
            var model = await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = name, Params = [new("kind", "tree")] });
            await Store.LogMetricAsync(run, Point("auc", auc) with { ModelId = model.ModelId });
        }

        var found = await Store.SearchLoggedModelsAsync(new SearchLoggedModelsQuery
        {
            ExperimentIds = ["0"], Filter = "metrics.auc > 0.6 and params.kind = 'tree'",
            OrderBy = [new LoggedModelOrder { FieldName = "metrics.auc", Ascending = false }],
        });

        Assert.Equal(["high", "middle"], found.Items.Select(model => model.Name));
    }

    private async Task LogThreeRunsAsync()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await CreateRunAsync(name: "abc".Substring(i, 1), start: Start.AddMinutes(i))).Info.RunId);
        }

        await Store.LogBatchAsync(ids[0], new RunBatch
        {
            Metrics = [Point("loss", 0.9)], Params = [new("lr", "0.01"), new("deep/er", "value")], Tags = [new("team", "vision")],
        });
        await Store.LogBatchAsync(ids[1], new RunBatch
        {
            Metrics = [Point("loss", 0.9, step: 1), Point("loss", 0.4, step: 2), Point("only_b", 1)], Params = [new("lr", "0.1")], Tags = [new("team", "speech")],
        });
        await Store.LogBatchAsync(ids[2], new RunBatch { Metrics = [Point("loss", 0.3)], Params = [new("lr", "1")], Tags = [new("team", "vision")] });
        await Store.LogInputsAsync(ids[0], [new DatasetInput { Dataset = new Dataset { Name = "iris", Digest = "1", SourceType = "code", Source = "{}" } }]);
        await Store.UpdateRunAsync(ids[2], new RunUpdate { Status = RunStatus.Failed });
    }
}
