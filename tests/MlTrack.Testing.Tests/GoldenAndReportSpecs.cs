namespace MlTrack.Testing.Tests;

/// <summary>Golden predictions, and the report of a test run.</summary>
[Collection("environment")]
public sealed class GoldenAndReportSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mltrack-").FullName;

    private string GoldenFile => Path.Combine(_folder, "golden", "predictions.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Predictions_are_written_when_asked_and_compared_otherwise()
    {
        Update(() => GoldenPredictions.Verify(GoldenFile, [1.5, -2, double.NaN]));

        File.ReadAllText(GoldenFile).Should().Be("1.5\n-2\nNaN\n");
        GoldenPredictions.Verify(GoldenFile, [1.50001, -2, double.NaN]);
        FluentActions.Invoking(() => GoldenPredictions.Verify(GoldenFile, [1.51, -2, double.NaN]))
            .Should().Throw<ModelAssertionException>().WithMessage("1 of 3*row 1 was 1.5 and is 1.51*");
        FluentActions.Invoking(() => GoldenPredictions.Verify(GoldenFile, [1.5, -2])).Should().Throw<ModelAssertionException>().WithMessage("*2 predictions*has 3*");
    }

    [Fact]
    public void So_many_classes_may_change()
    {
        Update(() => GoldenPredictions.Verify(GoldenFile, ["a", "b", "c", "d"]));

        GoldenPredictions.Verify(GoldenFile, ["a", "b", "c", "x"], maxChanged: 0.25);
        FluentActions.Invoking(() => GoldenPredictions.Verify(GoldenFile, ["a", "b", "x", "x"], maxChanged: 0.25)).Should().Throw<ModelAssertionException>();
    }

    [Fact]
    public void A_missing_file_says_how_to_write_it() =>
        FluentActions.Invoking(() => GoldenPredictions.Verify(GoldenFile, [1.0])).Should().Throw<ModelAssertionException>().WithMessage("*MLTRACK_UPDATE_GOLDEN=1*");

    [Fact]
    public async Task A_report_keeps_metrics_and_outcomes_as_a_run()
    {
        var store = Path.Combine(_folder, "mlruns");
        await using var tests = TestStore.InMemory();
        await using var run = await tests.StartRunAsync();
        run.LogMetric("auc", 0.8);
        var record = await tests.Client.GetRunAsync(run.RunId);
        string id;
        await using (var report = await TestReport.StartAsync("reports", store))
        {
            id = report.RunId;
            report.Check("taxi", record, demands => demands.HaveMetric("auc").Above(0.5));
            FluentActions.Invoking(() => report.Check("bus", record, demands => demands.HaveMetric("auc").Above(0.9))).Should().Throw<ModelAssertionException>();
        }

        await using var client = MlTrackClient.Open(store);
        var reported = await client.GetRunAsync(id);
        reported.Should().HaveStatus(RunStatus.Failed).HaveMetric("taxi/auc").Near(0.8, 0)
            .And.HaveMetric("tests_passed").Near(1, 0).And.HaveMetric("tests_failed").Near(1, 0);
        using var table = new StreamReader(await client.OpenArtifactAsync(id, "tests.json"));
        (await table.ReadToEndAsync()).Should().Contain("\"bus\",\"failed\"").And.Contain("above 0.9");
    }

    private static void Update(Action write)
    {
        Environment.SetEnvironmentVariable(GoldenPredictions.UpdateVariable, "1");
        try
        {
            write();
        }
        finally
        {
            Environment.SetEnvironmentVariable(GoldenPredictions.UpdateVariable, null);
        }
    }
}
