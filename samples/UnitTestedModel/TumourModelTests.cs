using MlTrack.Testing;

namespace UnitTestedModel;

/// <summary>Tests that fail when the model gets worse: <c>TUMOUR_ITERATIONS=1 dotnet test</c>.</summary>
public sealed class TumourModelTests
{
    [Fact]
    public async Task The_model_is_good_enough_to_be_used()
    {
        await using var store = TestStore.InMemory();
        await using var run = await store.StartRunAsync();

        new TumourModel().Train(run);

        run.Should().HaveNoFailures().HaveDataset("breast_cancer")
            .HaveMetric("roc_auc").Above(0.98)
            .And.HaveMetric("recall_score").AtLeast(0.85)
            .And.HaveMetric("log_loss").NotWorseThan(0.15, tolerance: 0.05);
    }

    [Fact]
    public async Task What_it_predicts_has_not_changed()
    {
        await using var store = TestStore.InMemory();
        await using var run = await store.StartRunAsync();

        var probabilities = new TumourModel().Train(run);

        // Other processors add in another order, so the last digits may differ.
        GoldenPredictions.Verify(GoldenFile(), probabilities.Take(20), tolerance: 0.02);
    }

    // That of the project, which is in the repository, where the tests run below it; else the copy beside the tests.
    private static string GoldenFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "UnitTestedModel.Tests.csproj")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "golden", "probabilities.txt");
    }
}
