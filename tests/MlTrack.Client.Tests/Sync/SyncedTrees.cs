namespace MlTrack.Tests.Sync;

/// <summary>Compares what a tree shows with what another store shows after a sync.</summary>
internal static class SyncedTrees
{
    internal static async Task ShouldShowAsync(this Stores.ITrackingStore target, MlTrackClient source, bool onceEach = false, string because = "")
    {
        await foreach (var experiment in source.ListExperimentsAsync())
        {
            var there = await target.FindExperimentByNameAsync(experiment.Name);
            there.Should().NotBeNull("experiment '{0}' is in the tree {1}", experiment.Name, because);
            experiment.Tags.Should().BeSubsetOf(there!.Tags);
            var runs = await source.SearchRunsAsync(new Stores.SearchRunsQuery { ExperimentIds = [experiment.ExperimentId], MaxResults = 50_000 });
            foreach (var run in runs.Items)
            {
                await AssertRunAsync(target, source, run, there.ExperimentId, onceEach, because);
            }

            var all = await target.SearchRunsAsync(new Stores.SearchRunsQuery { ExperimentIds = [there.ExperimentId], MaxResults = 50_000 });
            all.Items.Should().HaveCount(runs.Items.Count, because);
        }
    }

    /// <summary>The run of the other store.</summary>
    internal static async Task<RunRecord> RunOfAsync(this Stores.ITrackingStore target, string sourceId, string experimentId = "0")
    {
        var query = new Stores.SearchRunsQuery { ExperimentIds = [experimentId], Filter = $"tags.`mltrack.source_run_id` = '{sourceId}'", ViewType = ViewType.All };
        return (await target.SearchRunsAsync(query)).Items.Should().ContainSingle().Subject;
    }

    private static async Task AssertRunAsync(Stores.ITrackingStore target, MlTrackClient source, RunRecord run, string experimentId, bool onceEach, string because)
    {
        var there = await target.RunOfAsync(run.Info.RunId, experimentId);
        there.Info.Status.Should().Be(run.Info.Status, because);
        there.Info.RunName.Should().Be(run.Info.RunName, because);
        there.Info.StartTime.Should().Be(run.Info.StartTime, because);
        there.Info.EndTime.Should().Be(run.Info.EndTime, because);
        there.Data.Params.Should().Equal(run.Data.Params, because);
        there.Data.Tags.Where(tag => tag.Key != "mltrack.source_run_id" && (tag.Key != "mlflow.runName" || run.Data.Tags.ContainsKey(tag.Key)))
            .Should().BeEquivalentTo(run.Data.Tags, because);
        there.Data.Metrics.Keys.Should().BeEquivalentTo(run.Data.Metrics.Keys, because);
        foreach (var key in run.Data.Metrics.Keys)
        {
            var expected = await PointsAsync(source.Store, run.Info.RunId, key);
            (await PointsAsync(target, there.Info.RunId, key)).Should().Equal(onceEach ? expected.Distinct() : expected, "{0}: {1}", key, because);
        }

        there.Inputs.Datasets.Select(input => (input.Dataset.Name, input.Dataset.Digest)).Should()
            .BeEquivalentTo(run.Inputs.Datasets.Select(input => (input.Dataset.Name, input.Dataset.Digest)), because);
        there.Outputs.Models.Select(model => model.Step).Should().BeEquivalentTo(run.Outputs.Models.Select(model => model.Step), because);
    }

    private static async Task<List<(long, long, double)>> PointsAsync(Stores.ITrackingStore store, string run, string key)
    {
        var points = await store.GetMetricHistoryAsync(run, key).Select(point => (point.TimestampMilliseconds, point.Step, point.Value)).ToListAsync();
        points.Sort();
        return points;
    }
}
