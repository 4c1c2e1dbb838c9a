using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Index;

public sealed class RunScanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Searches_give_what_reading_every_run_gives(int seed)
    {
        using var tree = new RandomTree(seed, runs: 70);
        var store = TrackingStores.File(tree.Root);
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var query = RandomQuery.Make(random);

            var found = await store.SearchRunsAsync(query);

            await SearchAssertions.ShouldBePlainAsync(found, tree.Root, query, $"search {i} is {query}");
        }
    }

    [Fact]
    public async Task A_run_that_an_attribute_rules_out_costs_its_meta_and_no_other_file()
    {
        using var tree = new RandomTree(3, runs: 40);
        var files = new CountingFiles();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions(), files);
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All, Filter = "status = 'NONE' AND metrics.a > 0" };

        (await store.SearchRunsAsync(query)).Items.Should().BeEmpty();

        files.Reads.Should().HaveCount(40).And.OnlyContain(path => path.EndsWith("meta.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_metric_that_is_asked_for_is_read_and_the_rest_for_the_page_alone()
    {
        using var tree = new RandomTree(4, runs: 60);
        var files = new CountingFiles();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions(), files);
        var query = new SearchRunsQuery { AllExperiments = true, OrderBy = ["metrics.a"], MaxResults = 1, Parts = RunParts.All };

        await store.SearchRunsAsync(query);

        files.Reads.Count(path => path.Contains("/metrics/") && !path.EndsWith("/metrics/a", StringComparison.Ordinal)).Should().BeLessThan(4);
        files.Reads.Count(path => path.Contains("/params/") || path.Contains("/tags/")).Should().BeLessThan(10);
    }

    [Fact]
    public async Task A_key_that_differs_in_case_or_is_a_folder_or_a_leftover_is_not_found()
    {
        using var folder = new TempFolder();
        var store = TrackingStores.File(folder.PathOf("mlruns"));
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "r", UserId = "u" });
        await store.LogParamAsync(run.Info.RunId, new Param("deep/key", "1"));
        await store.LogParamAsync(run.Info.RunId, new Param("name", "1"));
        File.WriteAllText(folder.PathOf("mlruns", "0", run.Info.RunId, "params", "name~"), "1");

        foreach (var (key, count) in new[] { ("name", 1), ("Name", 0), ("deep", 0), ("deep/key", 1), ("name~", 0), ("../params/name", 0), ("/name", 0), ("name/x", 0), (new string('k', 300), 0) })
        {
            var page = await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = $"params.`{key}` = '1'" });
            page.Items.Should().HaveCount(count, "the key is {0}", key);
        }
    }

    [Theory]
    [InlineData("params/link", "link/secret")]
    [InlineData("params", "secret")]
    public async Task A_folder_of_keys_that_is_a_link_out_of_the_store_hides_its_keys(string link, string key)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need a right there that tests do not have.
        }

        using var folder = new TempFolder();
        folder.Write("elsewhere/secret", "1");
        var store = TrackingStores.File(folder.PathOf("mlruns"));
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "r", UserId = "u" });
        var path = folder.PathOf(["mlruns", "0", run.Info.RunId, .. link.Split('/')]);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        Directory.CreateSymbolicLink(path, folder.PathOf("elsewhere"));

        var page = await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = $"params.`{key}` = '1'" });

        page.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_lies_in_the_root_and_in_the_trash_is_found_once()
    {
        using var tree = new RandomTree(5, runs: 50, experiments: 1);
        CopyFolder(Path.Combine(tree.Root, "0"), Path.Combine(tree.Root, ".trash", "0"));
        var store = TrackingStores.File(tree.Root);

        var page = await store.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All });

        page.Items.Select(run => run.Info.RunId).Should().BeEquivalentTo(tree.RunIds).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_cancelled_search_says_so_from_whichever_thread()
    {
        using var tree = new RandomTree(6, runs: 80);
        using var cancelled = new CancellationTokenSource();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions(), new CountingFiles { AfterReads = (40, cancelled.Cancel) });

        await FluentActions.Awaiting(async () => await store.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true }, cancelled.Token))
            .Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void A_fault_of_a_worker_is_thrown_as_it_was()
    {
        var fault = new MlTrackException(MlTrackErrorCode.InternalError, "worker");

        FluentActions.Invoking(() => Workers.Run(3, () => throw fault)).Should().Throw<MlTrackException>().Which.Should().BeSameAs(fault);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
