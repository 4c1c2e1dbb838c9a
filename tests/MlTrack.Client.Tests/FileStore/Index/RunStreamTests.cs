using System.Text.Json;
using MlTrack.Internal.FileStore;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>All runs of a search, one after the other.</summary>
public sealed class RunStreamTests
{
    [Fact]
    public async Task All_runs_are_those_of_all_pages()
    {
        using var tree = new RandomTree(51, runs: 60);
        var store = TrackingStores.File(tree.Root, new MlTrackClientOptions { IndexFolder = "" });
        await using var client = MlTrackClient.Open(store);
        var random = new Random(51);
        for (var i = 0; i < 30; i++)
        {
            var query = RandomQuery.Make(random) with { MaxResults = 7 };
            var paged = new List<RunRecord>();
            for (var next = query; next is not null;)
            {
                var page = await store.SearchRunsAsync(next);
                paged.AddRange(page.Items);
                next = page.NextPageToken is null ? null : next with { PageToken = page.NextPageToken };
            }

            var streamed = await ToListAsync(client.ListRunsAsync(query));

            streamed.Select(run => run.Info).Should().Equal(paged.Select(run => run.Info), "search {0} is {1}", i, query);
            streamed.Select(run => run.Data.Metrics.Count + run.Data.Params.Count + run.Data.Tags.Count)
                .Should().Equal(paged.Select(run => run.Data.Metrics.Count + run.Data.Params.Count + run.Data.Tags.Count));
        }
    }

    [Fact]
    public async Task It_begins_behind_the_page_token()
    {
        using var tree = new RandomTree(52, runs: 20);
        await using var client = MlTrackClient.Open(TrackingStores.File(tree.Root, new MlTrackClientOptions { IndexFolder = "" }));
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All };
        var all = await ToListAsync(client.ListRunsAsync(query));
        var page = await client.SearchRunsAsync(query with { MaxResults = 15 });

        var rest = await ToListAsync(client.ListRunsAsync(query with { PageToken = page.NextPageToken }));

        all.Should().HaveCount(20);
        rest.Select(run => run.Info.RunId).Should().Equal(all.Skip(15).Select(run => run.Info.RunId));
    }

    [Fact]
    public async Task Exporting_reads_each_run_as_often_however_many_there_are()
    {
        using var tree = new RandomTree(53, runs: 600);
        var files = new CountingFiles();
        var store = new FileTrackingStore(tree.Root, new MlTrackClientOptions { UseIndex = false }, files);
        using var stream = new MemoryStream();

        var count = await RunExport.WriteJsonLinesAsync(store, new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All }, stream);

        count.Should().Be(600);
        files.Reads.Count(path => path.EndsWith("meta.yaml", StringComparison.Ordinal) && path.Length > tree.Root.Length + 20).Should().Be(600);
        stream.Position = 0;
        using var reader = new StreamReader(stream);
        var ids = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("info").GetProperty("run_id").GetString());
        ids.Should().BeEquivalentTo(tree.RunIds);
    }

    [Fact]
    public async Task The_first_runs_come_before_the_last_are_read()
    {
        using var tree = new RandomTree(54, runs: 600);
        var files = new CountingFiles();
        await using var client = MlTrackClient.Open(new FileTrackingStore(tree.Root, new MlTrackClientOptions { UseIndex = false }, files));
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All };

        await foreach (var run in client.ListRunsAsync(query))
        {
            run.Info.RunId.Should().NotBeEmpty();
            break;
        }

        var first = files.Reads.Count;
        files.Reset();
        await ToListAsync(client.ListRunsAsync(query));
        first.Should().BeLessThan(files.Reads.Count * 3 / 4);
    }

    [Fact]
    public async Task What_is_wrong_with_the_query_is_said()
    {
        using var tree = new RandomTree(55, runs: 1);
        await using var client = MlTrackClient.Open(tree.Root);

        var list = () => ToListAsync(client.ListRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = "metrics.a >" }));

        (await list.Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    private static async Task<List<RunRecord>> ToListAsync(IAsyncEnumerable<RunRecord> runs)
    {
        var list = new List<RunRecord>();
        await foreach (var run in runs)
        {
            list.Add(run);
        }

        return list;
    }
}
