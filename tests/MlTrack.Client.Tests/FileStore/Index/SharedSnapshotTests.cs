using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>Several processes, one tree, one snapshot.</summary>
public sealed class SharedSnapshotTests : IDisposable
{
    private static readonly SearchRunsQuery Everything = new() { AllExperiments = true };
    private readonly TempFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Processes_that_search_while_another_changes_the_tree_find_what_is_there()
    {
        using var tree = new RandomTree(31, runs: 100);
        await RandomTree.SettleAsync();
        var random = new Random(31);
        for (var process = 0; process < 3; process++)
        {
            using var app = TestApp.Start("search", tree.Root, _cache.Path);
            await app.ReadyAsync();
            app.Go();
            for (var i = 0; i < 12; i++)
            {
                var query = Everything with { Filter = RandomQuery.Make(random).Filter ?? "" };
                app.WriteLine(query.Filter);
                var found = await app.ReadLineAsync();

                var plain = await PlainScan.SearchAsync(tree.Root, query);
                found.Should().Be(string.Join(" ", plain.Items.Select(run => run.Info.RunId)), "process {0} asks {1}", process, query.Filter);
                for (var change = random.Next(5); change > 0; change--)
                {
                    tree.Change();
                }
            }

            app.CloseInput();
            await app.EndAsync();
        }

        Directory.GetFiles(_cache.Path).Should().ContainSingle();
    }

    [Fact]
    public async Task Two_processes_may_build_the_index_at_once()
    {
        using var tree = new RandomTree(32, runs: 100);
        await RandomTree.SettleAsync();
        using var first = TestApp.Start("build-index", tree.Root, _cache.Path, "30");
        using var second = TestApp.Start("build-index", tree.Root, _cache.Path, "30");
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());
        first.Go();
        second.Go();

        var found = await Task.WhenAll(first.EndAsync(), second.EndAsync());

        var plain = string.Join(" ", (await PlainScan.SearchAsync(tree.Root, Everything)).Items.Select(run => run.Info.RunId));
        found.Select(ids => ids.Trim()).Should().Equal(plain, plain);
        Directory.GetFiles(_cache.Path).Should().ContainSingle("nothing half-written is left");
        await ShouldServeAsync(tree);
    }

    [Fact]
    public async Task A_process_killed_while_it_writes_leaves_the_snapshot_before_or_the_one_after()
    {
        using var tree = new RandomTree(33, runs: 150);
        await RandomTree.SettleAsync();
        for (var i = 0; i < 5; i++)
        {
            using var app = TestApp.Start("save-index-until-killed", tree.Root, _cache.Path);
            await app.ReadyAsync();
            app.Go();
            await Task.Delay(20 + (i * 13));
            await app.KillAsync();

            await ShouldServeAsync(tree);
        }
    }

    // The snapshot alone is enough.
    private async Task ShouldServeAsync(RandomTree tree)
    {
        var files = new CountingFiles();
        var store = new MlTrack.Internal.FileStore.FileTrackingStore(tree.Root, new MlTrackClientOptions { IndexFolder = _cache.Path }, files);
        var found = await store.SearchRunsAsync(Everything);
        files.Reads.Where(path => !path.Contains(".mltrack-owner")).Should().BeEmpty();
        await SearchAssertions.ShouldBePlainAsync(found, tree.Root, Everything, "the snapshot was shared");
    }
}
