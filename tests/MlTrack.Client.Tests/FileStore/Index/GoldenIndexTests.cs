using MlTrack.Internal.Search;
using MlTrack.Search;
using MlTrack.Stores;
using MlTrack.Tests.Search;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>Every recorded search for runs, asked of the recorded tree's files. What must come is what <see cref="GoldenSearchTests"/> holds to the recordings.</summary>
public sealed class GoldenIndexTests
{
    // A metric line with data set columns: here it has the step that the file holds, MLflow reads 0 and so takes another point for the latest
    // (tests/MlTrack.Golden.Tests/Differences.txt).
    private static readonly string[] OtherStep = ["runs-043", "runs-044"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_recorded_search_gives_the_same_over_files(bool useIndex)
    {
        var store = TrackingStores.File(Path.Combine(GoldenSearchTree.Folder, "mlruns"), new MlTrackClientOptions { UseIndex = useIndex, FilterDialect = FilterDialect.Mlflow });
        var queries = GoldenSearchTests.RunQueries().Where(q => !OtherStep.Contains(q.Id)).ToList();
        queries.Should().HaveCountGreaterThan(600);
        using var all = new FluentAssertions.Execution.AssertionScope();
        foreach (var (id, query) in queries)
        {
            var page = query;
            for (var pages = 0; pages < 3 && page is not null; pages++)
            {
                var (expected, token) = await AskAsync(() => new(RunSearch.Execute(GoldenSearchTree.Instance.Runs, page, FilterDialect.Mlflow)));
                var (found, foundToken) = await AskAsync(() => store.SearchRunsAsync(page));

                found.Should().Be(expected, "of {0}", id);
                foundToken.Should().Be(token, "of {0}", id);
                page = token is null ? null : page with { PageToken = token };
            }
        }
    }

    private static async Task<(string Outcome, string? Token)> AskAsync(Func<ValueTask<PagedList<RunRecord>>> ask)
    {
        try
        {
            var page = await ask();
            return (string.Join(" ", page.Items.Select(run => run.Info.RunId)), page.NextPageToken);
        }
        catch (MlTrackException e)
        {
            return (e.ErrorCodeText + ": " + e.Message, null);
        }
    }
}
