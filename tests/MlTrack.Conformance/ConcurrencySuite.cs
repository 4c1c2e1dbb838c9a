namespace MlTrack.Conformance;

/// <summary>Many threads on one store.</summary>
public abstract class ConcurrencySuite : StoreSuite
{
    private const int Threads = 8;

    [Fact]
    public async Task One_of_many_makes_an_experiment_and_all_find_the_same()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = "round " + round;
            var outcomes = await AllAsync(async _ =>
            {
                try
                {
                    return await CreateExperimentAsync(name);
                }
                catch (MlTrackException error) when (error.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
                {
                    return null;
                }
            });

            var made = Assert.Single(outcomes, id => id is not null);
            Assert.Equal(made, (await Store.FindExperimentByNameAsync(name))?.ExperimentId);
        }

        Assert.Equal(11, (await Store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = ViewType.All })).Items.Count);
    }

    [Fact]
    public async Task One_value_of_a_param_wins_and_all_others_are_told()
    {
        var id = await CreateRunIdAsync();
        for (var round = 0; round < 20; round++)
        {
            var key = "p" + round;
            var outcomes = await AllAsync(async thread =>
            {
                try
                {
                    await Store.LogParamAsync(id, new Param(key, "value " + thread));
                    return "value " + thread;
                }
                catch (MlTrackException error) when (error.ErrorCode == MlTrackErrorCode.InvalidParameterValue)
                {
                    Assert.DoesNotContain("logged with value=''", error.Message, StringComparison.Ordinal);
                    return null;
                }
            });

            var winner = Assert.Single(outcomes, value => value is not null);
            Assert.Equal(winner, (await GetDataAsync(id)).Params[key]);
        }
    }

    [Fact]
    public async Task Points_of_many_threads_are_all_kept()
    {
        const int Points = 100;
        var id = await CreateRunIdAsync();

        await AllAsync(async thread =>
        {
            for (var i = 0; i < Points; i++)
            {
                await Store.LogMetricAsync(id, Point("m", (thread * Points) + i, step: i));
            }

            return thread;
        });

        Assert.Equal(
            Enumerable.Range(0, Threads * Points).Select(i => (double)i),
            (await GetHistoryAsync(id, "m")).Select(point => point.Value).Order());
    }

    [Fact]
    public async Task Runs_made_at_once_are_all_there()
    {
        var ids = await AllAsync(async _ =>
        {
            var made = new List<string>();
            for (var i = 0; i < 10; i++)
            {
                made.Add((await CreateRunAsync()).Info.RunId);
            }

            return made;
        });

        var found = (await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items.Select(run => run.Info.RunId);
        Assert.Equal(ids.SelectMany(id => id).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reader_beside_writers_sees_only_whole_values()
    {
        var id = await CreateRunIdAsync();
        await Store.SetTagAsync(id, new RunTag("t", Long(0)));
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var reads = 0;
            do
            {
                var run = await Store.GetRunAsync(id);
                Assert.Single(run.Data.Tags["t"].Distinct());
                Assert.Equal(2000, run.Data.Tags["t"].Length);
                Assert.Single((await Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items);
                reads++;
            }
            while (!done.IsCancellationRequested);
            return reads;
        });

        await AllAsync(async thread =>
        {
            for (var i = 0; i < 25; i++)
            {
                await Store.SetTagAsync(id, new RunTag("t", Long(thread)));
                await Store.UpdateRunAsync(id, new RunUpdate { Status = (RunStatus)(1 + (i % 5)) });
                await Store.LogMetricAsync(id, Point("m" + thread, i, step: i));
            }

            return thread;
        });
        await done.CancelAsync();

        Assert.NotEqual(0, await reading);
    }

    private static string Long(int thread) => new((char)('a' + thread), 2000);

    // All begin at the same moment.
    private static async Task<T[]> AllAsync<T>(Func<int, Task<T>> work)
    {
        using var gate = new Barrier(Threads);
        return await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                gate.SignalAndWait();
                return work(thread);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
