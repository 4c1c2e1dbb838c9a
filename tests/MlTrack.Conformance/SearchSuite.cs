namespace MlTrack.Conformance;

/// <summary>Lists: order, views, pages, filters.</summary>
public abstract partial class SearchSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Runs_come_newest_first_and_ties_by_id()
    {
        var expected = new List<RunRecord>();
        foreach (var minutes in new[] { 2, 1, 3, 1, 1 })
        {
            expected.Add(await CreateRunAsync(start: Start.AddMinutes(minutes)));
        }

        var found = await FindRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] });

        Assert.Equal(
            expected.OrderByDescending(run => run.Info.StartTime).ThenBy(run => run.Info.RunId, StringComparer.Ordinal).Select(run => run.Info.RunId),
            found);
    }

    [Fact]
    public async Task Runs_are_found_by_view_and_experiment()
    {
        var experiment = await CreateExperimentAsync();
        var active = (await CreateRunAsync(experiment)).Info.RunId;
        var deleted = (await CreateRunAsync(experiment)).Info.RunId;
        var elsewhere = (await CreateRunAsync()).Info.RunId;
        await Store.DeleteRunAsync(deleted);

        Assert.Equal([active], await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment] }));
        Assert.Equal([deleted], await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment], ViewType = ViewType.DeletedOnly }));
        Assert.Equal(2, (await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment], ViewType = ViewType.All })).Count);
        Assert.Equal(
            new[] { active, elsewhere }.Order(StringComparer.Ordinal),
            (await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment, "0", experiment, "123"] })).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await FindRunsAsync(new SearchRunsQuery { AllExperiments = true })).Count);
        Assert.Empty(await FindRunsAsync(new SearchRunsQuery()));
    }

    [Fact]
    public async Task Runs_of_a_deleted_experiment_are_found_as_deleted()
    {
        var experiment = await CreateExperimentAsync();
        var run = (await CreateRunAsync(experiment)).Info.RunId;
        await Store.DeleteExperimentAsync(experiment);

        Assert.Empty(await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment] }));
        Assert.Equal([run], await FindRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment], ViewType = ViewType.DeletedOnly }));
    }

    [Fact]
    public async Task Pages_of_runs_join_to_the_whole()
    {
        for (var i = 0; i < 7; i++)
        {
            await CreateRunAsync(start: Start.AddMinutes(i));
        }

        var whole = await FindRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] });
        var paged = new List<string>();
        var query = new SearchRunsQuery { ExperimentIds = ["0"], MaxResults = 3 };
        var sizes = new List<int>();
        do
        {
            var page = await Store.SearchRunsAsync(query);
            sizes.Add(page.Items.Count);
            paged.AddRange(page.Items.Select(run => run.Info.RunId));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken is not null);

        Assert.Equal(whole, paged);
        Assert.Equal([3, 3, 1], sizes);
    }

    [Fact]
    public async Task A_found_run_is_the_run_that_is_given_by_its_id()
    {
        var id = await CreateRunIdAsync();
        await Store.LogBatchAsync(id, new RunBatch { Metrics = [Point("loss", 1)], Params = [new("lr", "0.1")], Tags = [new("team", "a")] });
        await Store.LogOutputsAsync(id, [new LoggedModelOutput("m-a", 3)]);

        var found = Assert.Single((await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items);
        var got = await Store.GetRunAsync(id);

        Assert.Equal(got.Info, found.Info);
        Assert.Equal(got.Data.Metrics, found.Data.Metrics);
        Assert.Equal(got.Data.Params, found.Data.Params);
        Assert.Equal(got.Data.Tags, found.Data.Tags);
        Assert.Equal(got.Outputs.Models, found.Outputs.Models);
    }

    [Fact]
    public async Task Experiments_are_found_by_view_newest_first()
    {
        var created = new List<Experiment> { await Store.GetExperimentAsync("0") };
        foreach (var name in new[] { "b", "a", "c" })
        {
            created.Add(await Store.GetExperimentAsync(await CreateExperimentAsync(name)));
        }

        await Store.DeleteExperimentAsync(created[1].ExperimentId);

        var expected = created
            .OrderByDescending(experiment => experiment.CreationTime)
            .ThenBy(experiment => experiment.ExperimentId, StringComparer.Ordinal)
            .Select(experiment => experiment.ExperimentId)
            .ToList();
        Assert.Equal(expected, await FindExperimentsAsync(ViewType.All));
        Assert.Equal([created[1].ExperimentId], await FindExperimentsAsync(ViewType.DeletedOnly));
        Assert.Equal(expected.Where(id => id != created[1].ExperimentId), await FindExperimentsAsync(ViewType.ActiveOnly));
    }

    [Fact]
    public async Task A_page_after_the_end_is_empty()
    {
        await CreateRunAsync();
        var token = Convert.ToBase64String("{\"offset\": 5}"u8.ToArray());

        var page = await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], PageToken = token });

        Assert.Empty(page.Items);
        Assert.Null(page.NextPageToken);
    }

    private async Task<List<string>> FindRunsAsync(SearchRunsQuery query) =>
        [.. (await Store.SearchRunsAsync(query)).Items.Select(run => run.Info.RunId)];

    private async Task<List<string>> FindExperimentsAsync(ViewType view) =>
        [.. (await Store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = view })).Items.Select(experiment => experiment.ExperimentId)];
}
