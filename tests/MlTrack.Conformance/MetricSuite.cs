namespace MlTrack.Conformance;

/// <summary>Metrics: what is kept of a point, its history, and which one is the latest.</summary>
public abstract class MetricSuite : StoreSuite
{
    [Fact]
    public async Task History_keeps_the_order_and_every_repetition()
    {
        var id = await CreateRunIdAsync();
        Metric[] points = [Point("loss", 3, step: 5), Point("loss", 1, step: -2), Point("loss", 2, step: 5), Point("loss", 2, step: 5)];

        foreach (var point in points)
        {
            await Store.LogMetricAsync(id, point);
        }

        Assert.Equal(points.Select(point => point with { RunId = id }), await GetHistoryAsync(id, "loss"));
        Assert.Empty(await GetHistoryAsync(id, "unknown"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.0)]
    [InlineData(0.1 + 0.2)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(double.MinValue)]
    [InlineData(1e16)]
    [InlineData(123456789012345680.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task Every_double_comes_back_bit_for_bit(double value)
    {
        var id = await CreateRunIdAsync();

        await Store.LogMetricAsync(id, Point("m", value));

        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits((await GetDataAsync(id)).Metrics["m"].Value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits((await GetHistoryAsync(id, "m"))[0].Value));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(long.MaxValue, 253402300799999)]
    [InlineData(long.MinValue, 1)]
    public async Task Steps_and_times_keep_their_whole_range(long step, long timestamp)
    {
        var id = await CreateRunIdAsync();

        await Store.LogMetricAsync(id, Point("m", 1, step, timestamp));

        var point = (await GetDataAsync(id)).Metrics["m"];
        Assert.Equal((step, timestamp), (point.Step, point.TimestampMilliseconds));
    }

    [Theory]
    [InlineData(new[] { double.NaN, 1.0 }, double.NaN)]
    [InlineData(new[] { 1.0, double.NaN }, 1.0)]
    [InlineData(new[] { 1.0, double.NaN, 2.0 }, 2.0)]
    [InlineData(new[] { 2.0, 1.0 }, 2.0)]
    public async Task The_latest_of_ties_is_the_greatest_and_NaN_keeps_its_place(double[] values, double expected)
    {
        var id = await CreateRunIdAsync();

        await Store.LogBatchAsync(id, new RunBatch { Metrics = [.. values.Select(value => Point("m", value, step: 1))] });

        Assert.Equal(expected, (await GetDataAsync(id)).Metrics["m"].Value);
    }

    [Fact]
    public async Task The_latest_point_goes_by_step_then_by_time()
    {
        var id = await CreateRunIdAsync();

        await Store.LogBatchAsync(id, new RunBatch
        {
            Metrics =
            [
                Point("step", 1, step: 2, timestamp: 1), Point("step", 9, step: 1, timestamp: 9),
                Point("time", 1, step: 1, timestamp: 2), Point("time", 9, step: 1, timestamp: 1),
            ],
        });

        var metrics = (await GetDataAsync(id)).Metrics;
        Assert.Equal((1, 1), (metrics["step"].Value, metrics["time"].Value));
    }

    [Fact]
    public async Task A_long_history_comes_whole_and_in_pages()
    {
        const int Count = 2_500;
        var id = await CreateRunIdAsync();
        for (var start = 0; start < Count; start += 500)
        {
            var from = start;
            await Store.LogBatchAsync(id, new RunBatch { Metrics = [.. Enumerable.Range(0, 500).Select(i => Point("m", from + i, step: from + i))] });
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (double)i), (await GetHistoryAsync(id, "m")).Select(point => point.Value));
        var paged = new List<double>();
        string? token = null;
        do
        {
            var page = await Store.GetMetricHistoryPageAsync(id, "m", 1_000, token);
            Assert.InRange(page.Items.Count, 1, 1_000);
            paged.AddRange(page.Items.Select(point => point.Value));
            token = page.NextPageToken;
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (double)i), paged);
        Assert.Equal(Count, (await Store.GetMetricHistoryPageAsync(id, "m")).Items.Count);
    }

    [Fact]
    public async Task A_history_that_ends_with_a_page_has_no_further_page()
    {
        var id = await CreateRunIdAsync();
        await Store.LogBatchAsync(id, new RunBatch { Metrics = [Point("m", 1), Point("m", 2)] });

        Assert.Null((await Store.GetMetricHistoryPageAsync(id, "m", 2)).NextPageToken);
        Assert.NotNull((await Store.GetMetricHistoryPageAsync(id, "m", 1)).NextPageToken);
    }

    [Fact]
    public async Task A_point_keeps_its_data_set_and_its_step()
    {
        var id = await CreateRunIdAsync();
        var point = Point("auc", 0.9, step: 7) with { DatasetName = "iris", DatasetDigest = "c0ffee" };

        await Store.LogMetricAsync(id, point);

        Assert.Equal(point with { RunId = id }, Assert.Single(await GetHistoryAsync(id, "auc")));
        Assert.Equal(point with { RunId = id }, (await GetDataAsync(id)).Metrics["auc"]);
    }

    [Fact]
    public async Task A_data_set_needs_name_and_digest() =>
        await RefusesValueAsync("Both dataset_name and dataset_digest must be provided if one is provided", async () =>
            await Store.LogMetricAsync(await CreateRunIdAsync(), Point("auc", 1) with { DatasetName = "iris" }));

    [Theory]
    [InlineData("x", "x/y", "metric 'x/y' cannot be stored: 'x' is a metric already")]
    [InlineData("x/y", "x", "metric 'x' cannot be stored: there is a metric whose key begins with 'x/' already")]
    public async Task A_key_cannot_be_the_folder_of_another(string first, string second, string message)
    {
        var id = await CreateRunIdAsync();
        await Store.LogMetricAsync(id, Point(first, 1));

        await RefusesValueAsync(message, async () => await Store.LogMetricAsync(id, Point(second, 2)));

        Assert.Equal([first], (await GetDataAsync(id)).Metrics.Keys);
    }

    [Fact]
    public async Task Keys_that_only_look_alike_are_different()
    {
        var id = await CreateRunIdAsync();
        string[] keys = ["a", " a", "a ", ".a", "a/b", "a b", "é", "日本", "a.b-c_d"];
        var possible = keys.Where(key => key != "a").ToArray();

        foreach (var key in possible)
        {
            await Store.LogMetricAsync(id, Point(key, 1));
        }

        Assert.Equal(possible.Order(StringComparer.Ordinal), (await GetDataAsync(id)).Metrics.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Points_of_a_finished_run_are_taken()
    {
        var id = await CreateRunIdAsync();
        await Store.UpdateRunAsync(id, new RunUpdate { Status = RunStatus.Finished });

        await Store.LogMetricAsync(id, Point("late", 1));

        Assert.Single(await GetHistoryAsync(id, "late"));
    }
}
