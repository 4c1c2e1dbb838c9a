namespace MlTrack.Testing.Tests;

/// <summary>A store per test: empty, the same every time, gone afterwards.</summary>
public sealed class TestStoreSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_stores_are_alike_and_know_nothing_of_each_other(bool inFolder)
    {
        await using var first = inFolder ? TestStore.InTemporaryFolder() : TestStore.InMemory();
        await using var second = inFolder ? TestStore.InTemporaryFolder() : TestStore.InMemory();

        await using var run = await first.StartRunAsync();
        await using var same = await second.StartRunAsync();
        first.Clock.Advance(TimeSpan.FromMinutes(1));
        run.LogMetric("loss", 0.5);

        same.RunId.Should().Be(run.RunId);
        same.RunName.Should().Be(run.RunName);
        run.Info.StartTime.Should().Be(FixedClock.DefaultStart);
        (await first.Client.GetRunAsync(run.RunId)).Data.Metrics["loss"].Timestamp.Should().Be(FixedClock.DefaultStart.AddMinutes(1));
        (await second.Client.GetRunAsync(run.RunId)).Data.Metrics.Should().BeEmpty();
        (await first.Client.GetRunAsync(run.RunId)).Data.Tags.Keys.Should().NotContain(key => key.StartsWith("mlflow.source.git", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_holds_files_and_is_gone_afterwards()
    {
        string folder;
        await using (var store = TestStore.InTemporaryFolder())
        {
            folder = store.Folder!;
            await using var run = await store.StartRunAsync("r");
            run.LogParam("a", "1");
            Directory.EnumerateFiles(folder, "a", SearchOption.AllDirectories).Should().ContainSingle();
        }

        Directory.Exists(Path.GetDirectoryName(folder)).Should().BeFalse();
    }

    [Fact]
    public async Task A_fault_in_logging_fails_the_test_unless_that_is_changed()
    {
        await using var strict = TestStore.InMemory();
        await using var lenient = TestStore.InMemory(options => options.OnFailure = OnFailure.Report);
        await using var strictRun = await strict.StartRunAsync();
        await using var lenientRun = await lenient.StartRunAsync();

        FluentActions.Invoking(() => strictRun.LogMetric("not;allowed", 1)).Should().Throw<MlTrackException>();
        lenientRun.LogMetric("not;allowed", 1);

        FluentActions.Invoking(() => lenientRun.Should().HaveNoFailures()).Should().Throw<ModelAssertionException>().WithMessage("*1 times*");
        strictRun.Should().HaveNoFailures();
    }

    [Fact]
    public void A_clock_does_not_go_backwards() =>
        FluentActions.Invoking(() => new FixedClock().Advance(TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Ids_are_counted()
    {
        var ids = new SequentialIds();

        ids.NewHexId().Should().Be("00000000000000000000000000000001");
        ids.NewHexId().Should().Be("00000000000000000000000000000002");
        new[] { ids.NextInt32(2), ids.NextInt32(2), ids.NextInt32(2) }.Should().Equal(0, 1, 0);
    }
}
