using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Internal.IO;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>A store that relies on notices finds what a fresh scan finds, as soon as the notices have come.</summary>
public sealed class IndexWatchTests
{
    private static readonly SearchRunsQuery Everything = new() { AllExperiments = true, ViewType = ViewType.All };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Changes_of_others_are_seen_when_their_notices_have_come()
    {
        const int seed = 41;
        using var tree = new RandomTree(seed, runs: 40);
        using var store = Open(tree.Root);
        await QuietAsync(store);
        var random = new Random(seed);
        for (var i = 0; i < 30; i++)
        {
            var changes = string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => tree.Change()));
            var query = RandomQuery.Make(random);

            await ShouldBecomePlainAsync(store, tree.Root, query, $"after {changes} search {i} is {query}");
        }

        // Once all has been read again, what is trusted must still be right.
        await QuietAsync(store);
        await SearchAssertions.ShouldBePlainAsync(await store.SearchRunsAsync(Everything), tree.Root, Everything, "all is quiet");
    }

    [Fact]
    public async Task A_quiet_tree_is_not_looked_at()
    {
        using var tree = new RandomTree(43, runs: 60);
        var files = new CountingFiles();
        using var store = Open(tree.Root, files: files);
        await QuietAsync(store);
        var query = Everything with { Parts = RunParts.Metrics | RunParts.Params | RunParts.Tags, Filter = "tags.`a` IS NULL OR metrics.`a` < 5", OrderBy = ["params.`b`"] };
        files.Reset();

        var found = await store.SearchRunsAsync(query);

        // The root is listed each time, and of runs that are going on somebody asks for a sign of life.
        files.Reads.Where(path => !path.Contains(".mltrack-owner")).Should().BeEmpty();
        files.Stats.Should().BeLessThan(30);
        await SearchAssertions.ShouldBePlainAsync(found, tree.Root, query, "nothing has changed");
    }

    [Fact]
    public async Task Changes_of_this_process_are_seen_at_once()
    {
        using var tree = new RandomTree(44, runs: 10);
        using var store = Open(tree.Root);
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        await QuietAsync(store);
        for (var i = 0; i < 50; i++)
        {
            await store.LogBatchAsync(run.Info.RunId, new RunBatch { Tags = [new RunTag("n", $"{i}")], Metrics = [new Metric { Key = "m", Value = i, TimestampMilliseconds = i, Step = i }] });

            var found = await store.SearchRunsAsync(Everything with { Filter = $"tags.n = '{i}' AND metrics.m = {i}" });

            found.Items.Should().ContainSingle();
        }

        var second = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        (await store.SearchRunsAsync(Everything)).Items.Should().Contain(item => item.Info.RunId == second.Info.RunId);
        await store.DeleteRunAsync(second.Info.RunId);
        (await store.SearchRunsAsync(Everything with { ViewType = ViewType.ActiveOnly })).Items.Should().NotContain(item => item.Info.RunId == second.Info.RunId);
        await store.DeleteExperimentAsync("1");
        (await store.SearchRunsAsync(Everything with { ViewType = ViewType.ActiveOnly })).Items.Should().NotBeEmpty().And.NotContain(item => item.Info.ExperimentId == "1");
    }

    [Fact]
    public async Task A_run_that_this_process_writes_is_never_taken_for_known()
    {
        using var tree = new RandomTree(45, runs: 5);
        using var store = Open(tree.Root);
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        var writer = await store.OpenRunWriterAsync(run.Info.RunId);
        var metric = writer.OpenMetric("m");
        metric.Append(0, 1, 0);
        await QuietAsync(store);
        store.Watch!.Notices!.Mute();
        for (var i = 1; i < 20; i++)
        {
            metric.Append(i, 1, i);

            (await store.SearchRunsAsync(Everything with { Filter = $"metrics.m = {i}" })).Items.Should().ContainSingle();
        }

        writer.Dispose();
    }

    [Fact]
    public async Task After_lost_notices_everything_is_looked_at()
    {
        using var tree = new RandomTree(46, runs: 30);
        using var store = Open(tree.Root);
        await QuietAsync(store);
        store.Watch!.Notices!.Mute();
        for (var i = 0; i < 20; i++)
        {
            tree.Change();
        }

        store.Watch.Notices.OnError(new InternalBufferOverflowException());

        await SearchAssertions.ShouldBePlainAsync(await store.SearchRunsAsync(Everything), tree.Root, Everything, "notices were lost");
        store.Watch.HasNotices.Should().BeTrue("those to come are good");
    }

    [Fact]
    public async Task Without_notices_everything_is_looked_at_every_so_often()
    {
        using var tree = new RandomTree(47, runs: 30);
        var logger = new CapturingLogger();
        using var store = Open(tree.Root, TimeSpan.FromMilliseconds(300), logger);
        await QuietAsync(store);
        store.Watch!.Notices!.Mute();
        store.Watch.Notices.OnError(new IOException("The limit of watches is reached."));
        await QuietAsync(store);
        for (var i = 0; i < 5; i++)
        {
            tree.Change();
            await ShouldBecomePlainAsync(store, tree.Root, Everything, "all files are looked at");
        }

        store.Watch.HasNotices.Should().BeFalse();
        logger.Entries.Should().ContainSingle(entry => entry.Level == LogLevel.Warning && entry.Message.Contains("The limit of watches"));
    }

    [Fact]
    public async Task What_lies_behind_links_or_is_damaged_is_looked_at_each_time()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need rights there.
        }

        using var tree = new RandomTree(48, runs: 4);
        using var elsewhere = new TempFolder();
        var runs = tree.RunIds.Select(id => Directory.GetDirectories(tree.Root, id, SearchOption.AllDirectories).Single()).ToList();
        File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(runs[0], "params")).FullName, "linked"), elsewhere.Write("value", "old"));
        Directory.CreateSymbolicLink(Path.Combine(runs[1], "tags", "sub"), Directory.CreateDirectory(elsewhere.PathOf("sub")).FullName);
        elsewhere.Write("sub/t", "old");
        await File.WriteAllTextAsync(Path.Combine(runs[2], "metrics", "bad"), "no number\n");
        using var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions { WatchFiles = true, IndexFolder = "", FollowLinks = FollowLinks.Anywhere });
        await QuietAsync(store);
        var known = store.Index!.Experiments.SelectMany(experiment => experiment.Runs).Where(run => run.Value.Trusted is not null).Select(run => run.Key).ToList();

        elsewhere.Write("value", "new");
        elsewhere.Write("sub/t", "new");

        known.Should().Equal(tree.RunIds[3]);
        var found = (await store.SearchRunsAsync(Everything)).Items;
        found.Single(run => run.Info.RunId == tree.RunIds[0]).Data.Params["linked"].Should().Be("new");
        found.Single(run => run.Info.RunId == tree.RunIds[1]).Data.Tags["sub/t"].Should().Be("new");
    }

    [Fact]
    public async Task A_store_that_was_disposed_searches_on_and_looks_at_the_files()
    {
        using var tree = new RandomTree(49, runs: 20);
        var store = Open(tree.Root);
        await QuietAsync(store);

        store.Dispose();
        tree.Change();

        store.Index!.IsWatched.Should().BeFalse();
        await SearchAssertions.ShouldBePlainAsync(await store.SearchRunsAsync(Everything), tree.Root, Everything, "it watches no more");
    }

    [Theory]
    [InlineData("1/run/metrics/a", false, "run")]
    [InlineData("1/run/meta.yaml", true, "run")]
    [InlineData("1/run/params/n/s", true, "run")]
    [InlineData("1/run", false, "run")]
    [InlineData("1/run", true, "list run")]
    [InlineData("1/other", true, "list")]
    [InlineData("1/run/artifacts/model/data", true, "")]
    [InlineData("1/models/m-1/meta.yaml", true, "")]
    [InlineData("1", false, "list")]
    [InlineData("1", true, "list run")]
    [InlineData("2/run/metrics/a", true, "")]
    [InlineData(".trash/1/run/metrics/a", true, "trash")]
    [InlineData(".trash/1", true, "trashlist trash")]
    [InlineData(".trash", true, "list run trashlist trash")]
    [InlineData(null, true, "list run trashlist trash")]
    public void A_notice_is_about_a_run_a_list_or_everything(string? path, bool isNameChange, string expected)
    {
        var index = new RunIndex("/x");
        var active = new ExperimentPlace("1", "/x/1", InTrash: false);
        var trash = new ExperimentPlace("1", "/x/.trash/1", InTrash: true);
        var run = index.GetEntries(active, place => ([new RunPlace("run", "/x/1/run", place)], true))[0];
        var deleted = index.GetEntries(trash, place => ([new RunPlace("run", "/x/.trash/1/run", place)], true))[0];
        var states = new (string Name, WatchState State)[]
        {
            ("list", index.Experiments.Single(experiment => experiment.Place == active).State), ("run", run.State),
            ("trashlist", index.Experiments.Single(experiment => experiment.Place == trash).State), ("trash", deleted.State),
        };

        TreeNotices.Tell(index, path, isNameChange);

        string.Join(" ", states.Where(state => state.State.Version > 0).Select(state => state.Name)).Should().Be(expected);
    }

    private static FileTrackingStore Open(string root, TimeSpan? interval = null, ILogger? logger = null, IFileSystem? files = null)
    {
        var options = new MlTrackClientOptions { WatchFiles = true, IndexFolder = "", WatchInterval = interval ?? MlTrackClientOptions.DefaultWatchInterval };
        if (logger is not null)
        {
            options.LoggerFactory = new SingleLogger(logger);
        }

        return new FileTrackingStore(root, options, files ?? PhysicalFileSystem.Instance);
    }

    private static async Task QuietAsync(FileTrackingStore store)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            await store.SearchRunsAsync(Everything);
            await Task.Delay(50);
            watch.Elapsed.Should().BeLessThan(Patience, "all runs must be known by then");
        }
        while (!store.Watch!.IsQuiet);
    }

    private static async Task ShouldBecomePlainAsync(FileTrackingStore store, string root, SearchRunsQuery query, string because)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var found = await store.SearchRunsAsync(query);
            try
            {
                await SearchAssertions.ShouldBePlainAsync(found, root, query, because);
                return;
            }
            catch (Xunit.Sdk.XunitException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    private sealed class SingleLogger(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
