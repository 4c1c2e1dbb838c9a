using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Client.Tests.Registry;

/// <summary>The journal of aliases, and their guards, on folders and in memory.</summary>
public sealed class AliasSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<bool> Stores => [true, false];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Every_move_has_a_line_with_who_and_from_where(bool onDisk)
    {
        await using var client = Open(onDisk);
        await RegisterAsync(client, 0.8, 0.9);
        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");
        await client.SetRegisteredModelAliasAsync("iris", "champion", "2");
        await ((IAliasHistory)client.Registry).MoveAliasAsync("iris", "shadow", "1", "ada");
        await client.DeleteRegisteredModelAliasAsync("iris", "champion");
        await client.DeleteRegisteredModelAliasAsync("iris", "champion");

        var moves = await client.ListAliasMovesAsync("iris");
        moves.Select(move => (move.Alias, move.PreviousVersion, move.Version)).Should()
            .Equal(("champion", null, "1"), ("champion", "1", "2"), ("shadow", null, "1"), ("champion", "2", null));
        moves[2].MovedBy.Should().Be("ada");
        moves[0].MovedBy.Should().NotBeNullOrEmpty();
        moves.Should().OnlyContain(move => move.Time > DateTimeOffset.UtcNow.AddMinutes(-5) && move.Time <= DateTimeOffset.UtcNow).And.BeInAscendingOrder(move => move.Time);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_deleted_version_takes_its_aliases_and_the_journal_says_so_under_the_new_name_too(bool onDisk)
    {
        await using var client = Open(onDisk);
        await RegisterAsync(client, 0.8);
        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");
        await client.DeleteModelVersionAsync("iris", "1");
        await client.RenameRegisteredModelAsync("iris", "flower");

        (await client.ListAliasMovesAsync("flower")).Select(move => (move.PreviousVersion, move.Version)).Should().Equal((null, "1"), ("1", null));
        (await client.Invoking(it => it.ListAliasMovesAsync("iris")).Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_guard_holds_an_alias_where_it_is_until_a_version_is_good_enough(bool onDisk)
    {
        await using var client = Open(onDisk);
        await RegisterAsync(client, 0.80, 0.95, 0.90, 0.945);
        await client.SetAliasGuardsAsync("iris", "champion", [AliasGuard.AtLeast("auc", 0.85), AliasGuard.NotWorseThanHolder("auc", higherIsBetter: true, tolerance: 0.01)]);

        await Refused(client, "1", "*Alias 'champion' of 'iris' was not moved to version 1: its auc is 0.8, and demanded is auc >= 0.85.");
        await client.SetRegisteredModelAliasAsync("iris", "champion", "2");
        await Refused(client, "3", "*its auc is 0.9, and demanded is auc not lower than the holder's by more than 0.01, whose version 2 has 0.95.");
        await client.SetRegisteredModelAliasAsync("iris", "champion", "4");
        await client.SetRegisteredModelAliasAsync("iris", "other", "1");

        (await client.GetModelVersionByAliasAsync("iris", "champion")).Version.Should().Be("4");
        (await client.ListAliasMovesAsync("iris")).Select(move => (move.Alias, move.Version)).Should().Equal(("champion", "2"), ("champion", "4"), ("other", "1"));

        await client.SetAliasGuardsAsync("iris", "champion", []);
        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");
    }

    [Fact]
    public async Task A_version_without_the_metric_or_with_a_guard_that_nobody_understands_is_refused()
    {
        await using var client = Open(onDisk: true);
        await client.RegisterModelAsync("s3://bucket/model", "iris");
        await client.SetAliasGuardsAsync("iris", "champion", [AliasGuard.AtMost("rmse", 3)]);
        (await client.GetAliasGuardsAsync("iris", "champion")).Should().Equal(AliasGuard.AtMost("rmse", 3));
        await Refused(client, "1", "*it has no metric 'rmse'*");

        await client.SetRegisteredModelTagAsync("iris", "mltrack.guard.champion", """[{"metric": "rmse", "not_worse": "sideways"}]""");
        await Refused(client, "1", "*the tag 'mltrack.guard.champion', cannot be understood*'sideways'*Set the guard anew, or delete the tag.");
    }

    [Fact]
    public async Task NaN_meets_no_demand()
    {
        await using var client = Open(onDisk: false);
        await RegisterAsync(client, double.NaN);
        foreach (var guard in new[] { AliasGuard.AtLeast("auc", -1), AliasGuard.AtMost("auc", 1), AliasGuard.NotWorseThanHolder("auc", higherIsBetter: true) })
        {
            await client.SetAliasGuardsAsync("iris", "champion", [guard]);
            await Refused(client, "1", "*its auc is NaN*");
        }
    }

    [Fact]
    public async Task The_metric_of_a_logged_model_goes_before_that_of_its_run()
    {
        await using var client = Open(onDisk: true);
        await using var run = await client.StartRunAsync("iris");
        run.LogMetric("auc", 0.1);
        run.LogMetric("f1", 0.7);
        var model = await client.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = run.ExperimentId, Name = "model", SourceRunId = run.RunId });
        await client.Store.LogMetricAsync(run.RunId, new Metric { Key = "auc", Value = 0.9, TimestampMilliseconds = 1, ModelId = model.ModelId });
        run.LogMetric("auc", 0.2);
        await run.FlushAsync();
        await client.RegisterModelAsync("models:/" + model.ModelId, "iris");

        await client.SetAliasGuardsAsync("iris", "champion", [AliasGuard.AtLeast("auc", 0.9), AliasGuard.AtLeast("f1", 0.7)]);

        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");
    }

    [Fact]
    public async Task A_move_by_MLflow_shows_in_the_next_line_and_a_damaged_line_hides_no_other()
    {
        await using var client = Open(onDisk: true);
        await RegisterAsync(client, 0.8, 0.9, 0.95);
        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");
        await File.WriteAllTextAsync(_folder.PathOf("mlruns", "models", "iris", "aliases", "champion"), "2");
        await File.AppendAllTextAsync(_folder.PathOf("mlruns", "models", "iris", ".mltrack-aliases.jsonl"), "{\"utc\": \"20");
        await client.SetRegisteredModelAliasAsync("iris", "champion", "3");

        (await client.ListAliasMovesAsync("iris")).Select(move => (move.PreviousVersion, move.Version)).Should().Equal((null, "1"), ("2", "3"));
        (await client.VerifyAsync().ToListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("", 0.5)]
    [InlineData("auc", double.NaN)]
    [InlineData("auc", double.PositiveInfinity)]
    public void Guards_that_say_nothing_are_refused(string metric, double bound) =>
        FluentActions.Invoking(() => AliasGuard.AtLeast(metric, bound)).Should().Throw<ArgumentException>();

    private static async Task Refused(MlTrackClient client, string version, string message)
    {
        var refusal = (await client.Invoking(it => it.SetRegisteredModelAliasAsync("iris", "champion", version)).Should().ThrowAsync<MlTrackException>().WithMessage(message)).Which;
        refusal.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    private MlTrackClient Open(bool onDisk) => onDisk ? MlTrackClient.Open(_folder.PathOf("mlruns")) : MlTrackClient.Open("memory:");

    private static async Task RegisterAsync(MlTrackClient client, params double[] values)
    {
        await client.CreateRegisteredModelAsync("iris");
        foreach (var value in values)
        {
            await using var run = await client.StartRunAsync("iris");
            run.LogMetric("auc", value);
            await run.EndAsync();
            await client.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/model", RunId = run.RunId });
        }
    }
}
