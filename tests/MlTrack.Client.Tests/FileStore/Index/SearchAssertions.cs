using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Index;

internal static class SearchAssertions
{
    /// <summary>The page holds the runs, the order, the token and the parts that a search without any cleverness gives.</summary>
    public static async Task ShouldBePlainAsync(PagedList<RunRecord> found, string root, SearchRunsQuery query, string because)
    {
        var plain = await PlainScan.SearchAsync(root, query);
        found.NextPageToken.Should().Be(plain.NextPageToken, "{0}", because);
        found.Items.Select(run => Describe(run, RunParts.All)).Should().Equal(plain.Items.Select(run => Describe(run, query.Parts)), "{0}", because);
    }

    private static string Describe(RunRecord run, RunParts parts) => string.Join(
        "\n",
        run.Info.ToString(),
        Describe((parts & RunParts.Metrics) == 0 ? [] : run.Data.Metrics.Select(metric => metric.Key + ":" + metric.Value)),
        Describe((parts & RunParts.Params) == 0 ? [] : run.Data.Params.Select(param => param.ToString())),
        Describe((parts & RunParts.Tags) == 0 ? [] : run.Data.Tags.Select(tag => tag.ToString())),
        (parts & RunParts.InputsAndOutputs) == 0 ? 0 : run.Inputs.Datasets.Count);

    private static string Describe(IEnumerable<string> parts) => string.Join(" ", parts.Order(StringComparer.Ordinal));
}
