namespace MlTrack.Conformance;

/// <summary>The synchronous write path: for stores that are an <see cref="IDirectTrackingStore"/>.</summary>
public abstract class RunWriterSuite : StoreSuite
{
    [Fact]
    public async Task Everything_written_is_read_after_a_flush()
    {
        var id = await CreateRunIdAsync();
        using var writer = await OpenAsync(id);

        writer.OpenMetric("loss").Append(2, 1000, 1);
        writer.OpenMetric("loss").Append(1, 2000, 2);
        writer.LogMetrics([Point("loss", 0.5, step: 3), Point("auc", 0.9) with { DatasetName = "iris", DatasetDigest = "1" }]);
        writer.LogParam("lr", "0.1");
        writer.LogParam("lr", "0.1");
        writer.SetTag("team", "a");
        writer.SetTag("gone", "x");
        writer.DeleteTag("gone");
        writer.LogInputs([new DatasetInput { Dataset = new Dataset { Name = "iris", Digest = "1", SourceType = "code", Source = "{}" } }], [new LoggedModelInput("m-a")]);
        writer.LogOutputs([new LoggedModelOutput("m-b", 3)]);
        writer.Flush();

        var run = await Store.GetRunAsync(id);
        Assert.Equal([2.0, 1.0, 0.5], (await GetHistoryAsync(id, "loss")).Select(point => point.Value));
        Assert.Equal("iris", run.Data.Metrics["auc"].DatasetName);
        Assert.Equal(new Dictionary<string, string> { ["lr"] = "0.1" }, run.Data.Params);
        Assert.Equal("a", run.Data.Tags["team"]);
        Assert.DoesNotContain("gone", run.Data.Tags.Keys);
        Assert.Equal("iris", Assert.Single(run.Inputs.Datasets).Dataset.Name);
        Assert.Equal("m-a", Assert.Single(run.Inputs.Models).ModelId);
        Assert.Equal(new LoggedModelOutput("m-b", 3), Assert.Single(run.Outputs.Models));
    }

    [Fact]
    public async Task An_update_is_given_back_and_kept()
    {
        var id = (await CreateRunAsync(name: "first")).Info.RunId;
        var end = new DateTimeOffset(2025, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        using var writer = await OpenAsync(id);

        var info = writer.Update(new RunUpdate { Status = RunStatus.Finished, EndTime = end, RunName = "second" });

        Assert.Equal((RunStatus.Finished, end, "second"), (info.Status, info.EndTime, info.RunName));
        var run = await Store.GetRunAsync(id);
        Assert.Equal((RunStatus.Finished, end, "second"), (run.Info.Status, run.Info.EndTime, run.Info.RunName));
        Assert.Equal("second", run.Data.Tags["mlflow.runName"]);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_series()
    {
        using var writer = await OpenAsync(await CreateRunIdAsync());

        Assert.Same(writer.OpenMetric("loss"), writer.OpenMetric("loss"));
        Assert.Equal("val/loss", writer.OpenMetric("val/loss").Key);
    }

    [Fact]
    public async Task The_rules_are_those_of_single_calls()
    {
        var id = await CreateRunIdAsync();
        using var writer = await OpenAsync(id);
        writer.LogParam("lr", "0.1");

        Refuses("Names may only contain", () => writer.OpenMetric("a\\b"));
        Refuses("Timestamp must be a nonnegative long", () => writer.OpenMetric("m").Append(1, -1, 0));
        Refuses("This name would resolve to 'a/b'", () => writer.LogMetrics([Point("a//b", 1)]));
        Refuses("Names may only contain", () => writer.SetTag("a\\b", "x"));
        Refuses($"already logged with value='0.1' for run ID='{id}'", () => writer.LogParam("lr", "0.2"));
        Assert.Equal(MlTrackErrorCode.ResourceDoesNotExist, Assert.Throws<MlTrackException>(() => writer.DeleteTag("nothing")).ErrorCode);
        writer.Flush();
        Assert.Empty((await GetDataAsync(id)).Metrics);
    }

    [Fact]
    public async Task A_run_must_be_there_and_active()
    {
        var id = await CreateRunIdAsync();
        await Store.DeleteRunAsync(id);

        await RefusesValueAsync($"The run {id} must be in 'active' lifecycle_stage.", () => OpenAsync(id));
        await MissesAsync("Run 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' not found", () => OpenAsync("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    }

    [Fact]
    public async Task A_closed_writer_refuses_everything_and_can_be_closed_again()
    {
        var id = await CreateRunIdAsync();
        var writer = await OpenAsync(id);
        var series = writer.OpenMetric("loss");
        series.Append(1, 1000, 0);

        writer.Dispose();
        writer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => series.Append(2, 1000, 0));
        Assert.Throws<ObjectDisposedException>(() => writer.OpenMetric("loss"));
        Assert.Throws<ObjectDisposedException>(() => writer.LogMetrics([Point("loss", 1)]));
        Assert.Throws<ObjectDisposedException>(() => writer.LogParam("p", "1"));
        Assert.Throws<ObjectDisposedException>(() => writer.SetTag("t", "1"));
        Assert.Throws<ObjectDisposedException>(writer.Flush);
        Assert.Equal([1.0], (await GetHistoryAsync(id, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task Two_writers_of_a_run_add_to_the_same_series()
    {
        var id = await CreateRunIdAsync();
        using var first = await OpenAsync(id);
        using var second = await OpenAsync(id);

        first.OpenMetric("loss").Append(1, 1000, 0);
        first.Flush();
        second.OpenMetric("loss").Append(2, 1000, 1);
        second.Flush();
        first.OpenMetric("loss").Append(3, 1000, 2);
        first.Flush();

        Assert.Equal([1.0, 2.0, 3.0], (await GetHistoryAsync(id, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task Many_threads_lose_nothing_and_each_keeps_its_order()
    {
        const int Threads = 8;
        const int Points = 500;
        var id = await CreateRunIdAsync();
        using (var writer = await OpenAsync(id))
        {
            var shared = writer.OpenMetric("shared");
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                var own = writer.OpenMetric("own/" + thread);
                for (var i = 0; i < Points; i++)
                {
                    shared.Append((thread * Points) + i, 1000, i);
                    own.Append(i, 1000, i);
                }
            })));
        }

        var history = await GetHistoryAsync(id, "shared");
        Assert.Equal(Enumerable.Range(0, Threads * Points).Select(i => (double)i), history.Select(point => point.Value).Order());
        for (var thread = 0; thread < Threads; thread++)
        {
            var first = thread * Points;
            var ofThread = history.Where(point => point.Value >= first && point.Value < first + Points).Select(point => point.Step);
            Assert.Equal(Enumerable.Range(0, Points).Select(i => (long)i), ofThread);
            Assert.Equal(Enumerable.Range(0, Points).Select(i => (double)i), (await GetHistoryAsync(id, "own/" + thread)).Select(point => point.Value));
        }
    }

    private static void Refuses(string part, Action call)
    {
        var error = Assert.ThrowsAny<MlTrackException>(call);
        Assert.Equal(MlTrackErrorCode.InvalidParameterValue, error.ErrorCode);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private async Task<IRunWriter> OpenAsync(string runId) => await StoreAs<IDirectTrackingStore>().OpenRunWriterAsync(runId);
}
