using MlTrack.Internal.FileStore;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>A store that keeps what it has read finds what a store that reads everything anew finds, whatever happens to the files between searches.</summary>
public sealed class RunIndexTests
{
    private static readonly SearchRunsQuery Everything = new() { AllExperiments = true, ViewType = ViewType.All };

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Changes_of_others_are_seen_by_the_next_search(int seed, bool old)
    {
        using var tree = new RandomTree(seed, runs: 30);
        if (old)
        {
            await RandomTree.SettleAsync();
        }

        var store = TrackingStores.File(tree.Root);
        var random = new Random(seed);
        var changes = new List<string>();
        for (var i = 0; i < 24; i++)
        {
            var query = i % 5 == 0 ? Everything : RandomQuery.Make(random);

            var found = await store.SearchRunsAsync(query);

            await SearchAssertions.ShouldBePlainAsync(found, tree.Root, query, $"after {string.Join(", ", changes.TakeLast(8))} search {i} is {query}");
            for (var change = random.Next(4); change > 0; change--)
            {
                changes.Add(tree.Change());
            }
        }
    }

    [Fact]
    public async Task What_has_not_changed_is_not_read_again()
    {
        using var tree = new RandomTree(4, runs: 50);
        var files = new CountingFiles();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions(), files);
        var first = await store.SearchRunsAsync(Everything);
        var reads = files.Reads.Count;
        await RandomTree.SettleAsync();
        await store.SearchRunsAsync(Everything);
        files.Reset();

        var second = await store.SearchRunsAsync(Everything);

        reads.Should().BeGreaterThan(200);
        files.Reads.Where(path => !path.Contains(".mltrack-owner")).Should().BeEmpty();
        second.Items.Select(run => run.Info.RunId).Should().Equal(first.Items.Select(run => run.Info.RunId));
    }

    [Fact]
    public async Task A_search_looks_at_no_more_files_than_it_needs()
    {
        using var tree = new RandomTree(5, runs: 50);
        var files = new CountingFiles();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions(), files);
        var query = new SearchRunsQuery { AllExperiments = true, Filter = "metrics.a > 1000", MaxResults = 5 };
        await RandomTree.SettleAsync();
        await store.SearchRunsAsync(query);
        files.Reset();

        await store.SearchRunsAsync(query);

        // Where the metric is not there, the folder on the way is looked at as well.
        (files.Stats + files.Reads.Count).Should().BeLessThan(50 * 4);
    }

    [Fact]
    public async Task A_file_too_young_to_be_told_from_a_later_one_is_read_again()
    {
        using var tree = new RandomTree(6, runs: 1);
        var store = TrackingStores.File(tree.Root);
        var path = Path.Combine(Directory.GetDirectories(tree.Root).Select(e => Path.Combine(e, tree.RunIds[0])).Single(Directory.Exists), "params", "young");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var i = 0; i < 200; i++)
        {
            var value = i % 2 == 0 ? "aaaa" : "bbbb";
            await File.WriteAllTextAsync(path, value);

            var page = await store.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = "params.young IN ('aaaa', 'bbbb')", Parts = RunParts.Params });

            page.Items.Single().Data.Params["young"].Should().Be(value);
        }
    }

    [Fact]
    public async Task A_change_under_the_old_time_and_length_is_seen()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The second time, which no program can set, is not at hand there.
        }

        using var tree = new RandomTree(7, runs: 5);
        var store = TrackingStores.File(tree.Root);
        var path = Directory.GetFiles(tree.Root, "mlflow.runName", SearchOption.AllDirectories)[0];
        await File.WriteAllTextAsync(path, "before");
        await RandomTree.SettleAsync();
        await store.SearchRunsAsync(Everything);
        var time = File.GetLastWriteTimeUtc(path);
        await File.WriteAllTextAsync(path, "behind");
        File.SetLastWriteTimeUtc(path, time);

        var page = await store.SearchRunsAsync(Everything with { Filter = "tags.mlflow.runName = 'behind'" });

        page.Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Damage_is_found_each_time_and_repair_is_seen()
    {
        using var tree = new RandomTree(8, runs: 6);
        await RandomTree.SettleAsync();
        var store = TrackingStores.File(tree.Root);
        await store.SearchRunsAsync(Everything);
        var meta = Directory.GetFiles(tree.Root, "meta.yaml", SearchOption.AllDirectories).First(path => path.Contains(tree.RunIds[0]));
        var text = await File.ReadAllTextAsync(meta);

        await File.WriteAllTextAsync(meta, "][");
        var damaged = await store.SearchRunsAsync(Everything);
        var again = await store.SearchRunsAsync(Everything);
        await File.WriteAllTextAsync(meta, text);
        var repaired = await store.SearchRunsAsync(Everything);

        damaged.Items.Should().HaveCount(5);
        again.Items.Should().HaveCount(5);
        repaired.Items.Should().HaveCount(6);
    }

    [Fact]
    public async Task Searches_beside_each_other_and_beside_changes_give_whole_runs()
    {
        using var tree = new RandomTree(9, runs: 60);
        var store = TrackingStores.File(tree.Root);
        using var done = new CancellationTokenSource();
        // On threads of their own: three loops without end would keep the pool's threads from everybody else.
        var searches = Enumerable.Range(0, 3).Select(seed => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                var count = 0;
                while (!done.IsCancellationRequested)
                {
                    var page = Search(store, RandomQuery.Make(random));
                    page.Items.Should().NotContain(run => run.Info.RunId.Length != 32 || run.Info.ExperimentId.Length != 1);
                    count++;
                }

                return count;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                tree.Change();
                Thread.Sleep(5);
            }
        }
        finally
        {
            await done.CancelAsync();
        }

        (await Task.WhenAll(searches)).Should().OnlyContain(count => count > 0);
        await SearchAssertions.ShouldBePlainAsync(await store.SearchRunsAsync(Everything), tree.Root, Everything, "all is quiet");
    }

    // A store in a folder answers before it returns.
    private static PagedList<RunRecord> Search(ITrackingStore store, SearchRunsQuery query)
    {
        var search = store.SearchRunsAsync(query);
        search.IsCompleted.Should().BeTrue();
        return search.Result;
    }
}
