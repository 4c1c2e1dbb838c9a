using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

public sealed class FilterDialectSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_understands_our_language_unless_told_otherwise(bool inFiles)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"mltrack-dialect-{Guid.NewGuid():N}");
        try
        {
            foreach (var dialect in (FilterDialect[])[FilterDialect.Extended, FilterDialect.Mlflow])
            {
                var options = new MlTrackClientOptions { FilterDialect = dialect };
                ITrackingStore store = inFiles ? TrackingStores.File(folder, options) : TrackingStores.Memory(options);
                var search = async () => await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = "params.a = 'x' OR params.a = 'y'" });

                _ = dialect == FilterDialect.Extended
                    ? await search.Should().NotThrowAsync()
                    : (object)await search.Should().ThrowAsync<MlTrackException>().WithMessage("Invalid clause(s) in filter string: 'OR'");
            }
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
