namespace MlTrack.Conformance;

/// <summary>Batches: checked whole, then written as params, metrics, tags.</summary>
public abstract class BatchSuite : StoreSuite
{
    [Fact]
    public async Task Everything_in_a_batch_is_logged()
    {
        var id = await CreateRunIdAsync();

        await Store.LogBatchAsync(id, new RunBatch
        {
            Metrics = [Point("loss", 2, step: 1), Point("loss", 1, step: 2), Point("auc", 0.5)],
            Params = [new("lr", "0.1"), new("deep/er", "")],
            Tags = [new("team", "a"), new("team", "b"), new("mlflow.runName", "renamed")],
        });

        var run = await Store.GetRunAsync(id);
        Assert.Equal((1.0, 0.5), (run.Data.Metrics["loss"].Value, run.Data.Metrics["auc"].Value));
        Assert.Equal([2.0, 1.0], (await GetHistoryAsync(id, "loss")).Select(point => point.Value));
        Assert.Equal(new Dictionary<string, string> { ["lr"] = "0.1", ["deep/er"] = "" }, run.Data.Params);
        Assert.Equal("b", run.Data.Tags["team"]);
        Assert.Equal("renamed", run.Info.RunName);
    }

    [Fact]
    public async Task A_full_batch_is_taken()
    {
        var id = await CreateRunIdAsync();

        await Store.LogBatchAsync(id, Many(800, 100, 100));

        var data = await GetDataAsync(id);
        Assert.Equal((800, 100, 101), (data.Metrics.Count, data.Params.Count, data.Tags.Count));
    }

    [Fact]
    public async Task An_empty_batch_changes_nothing()
    {
        var id = await CreateRunIdAsync();
        var before = await Store.GetRunAsync(id);

        await Store.LogBatchAsync(id, new RunBatch());

        Assert.Equal(before.Info, (await Store.GetRunAsync(id)).Info);
    }

    [Theory]
    [InlineData(1001, 0, 0, "at most 1000 metrics. Got 1001 metrics.")]
    [InlineData(0, 101, 0, "at most 100 params. Got 101 params.")]
    [InlineData(0, 0, 101, "at most 100 tags. Got 101 tags.")]
    [InlineData(901, 50, 50, "at most 1000 metrics, params, and tags. Got 1001 metrics, params, and tags.")]
    public async Task A_batch_that_is_too_large_is_refused_whole(int metrics, int parameters, int tags, string part)
    {
        var id = await CreateRunIdAsync();

        var error = await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Store.LogBatchAsync(id, Many(metrics, parameters, tags)));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        await AssertEmptyAsync(id);
    }

    [Fact]
    public async Task One_bad_entry_refuses_the_whole_batch_and_is_named_by_its_place()
    {
        var id = await CreateRunIdAsync();

        var error = await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Store.LogBatchAsync(id, new RunBatch
        {
            Metrics = [Point("good", 1)], Params = [new("good", "1")], Tags = [new("good", "1"), new("a\\b", "2")],
        }));

        Assert.StartsWith("Invalid value \"a\\\\b\" for parameter 'tags[1].key' supplied:", error.Message, StringComparison.Ordinal);
        await AssertEmptyAsync(id);
    }

    [Fact]
    public async Task A_param_given_twice_is_refused_even_with_one_value()
    {
        var id = await CreateRunIdAsync();

        await RefusesValueAsync(
            "Duplicate parameter keys have been submitted: ['d']. Please ensure the request contains only one param value per param key.",
            async () => await Store.LogBatchAsync(id, new RunBatch { Params = [new("d", "1"), new("d", "1")] }));
        await AssertEmptyAsync(id);
    }

    [Fact]
    public async Task A_changed_param_ends_the_batch_where_it_stands()
    {
        var id = await CreateRunIdAsync();
        await Store.LogParamAsync(id, new Param("lr", "0.1"));

        // An INTERNAL_ERROR is an HTTP 500, which clients repeat for minutes.
        await RefusesAsync(
            IsServer ? MlTrackErrorCode.InvalidParameterValue : MlTrackErrorCode.InternalError,
            $"Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='{id}'. " +
            "Attempted logging new value '9'.",
            async () => await Store.LogBatchAsync(id, new RunBatch
            {
                Params = [new("before", "1"), new("lr", "9"), new("after", "1")], Metrics = [Point("m", 1)], Tags = [new("t", "1")],
            }));

        var data = await GetDataAsync(id);
        Assert.Equal(new Dictionary<string, string> { ["lr"] = "0.1", ["before"] = "1" }, data.Params);
        Assert.Empty(data.Metrics);
        Assert.DoesNotContain("t", data.Tags.Keys);
    }

    [Fact]
    public async Task Long_values_are_cut_at_their_limits()
    {
        var id = await CreateRunIdAsync();

        await Store.LogBatchAsync(id, new RunBatch { Params = [new("p", new string('x', 6001))], Tags = [new("t", new string('y', 8001))] });

        var data = await GetDataAsync(id);
        Assert.Equal((6000, 8000), (data.Params["p"].Length, data.Tags["t"].Length));
    }

    private static RunBatch Many(int metrics, int parameters, int tags) => new()
    {
        Metrics = [.. Enumerable.Range(0, metrics).Select(i => Point("m" + i, i))],
        Params = [.. Enumerable.Range(0, parameters).Select(i => new Param("p" + i, "1"))],
        Tags = [.. Enumerable.Range(0, tags).Select(i => new RunTag("t" + i, "1"))],
    };

    private async Task AssertEmptyAsync(string runId)
    {
        var data = await GetDataAsync(runId);
        Assert.Empty(data.Metrics);
        Assert.Empty(data.Params);
        Assert.Equal(["mlflow.runName"], data.Tags.Keys);
    }
}
