using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>Commands that change a store do what their words say, once, and nothing when one of the names is wrong.</summary>
public sealed class ChangeSpecs : IDisposable
{
    private const string First = "b3d7ee31c47946668506e47d43ea2500";
    private const string InDefault = "d276594e272940df8caa1a2d80cc817b";

    private readonly RecordedTree _tree = new("basic");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task An_experiment_is_made_renamed_deleted_and_restored()
    {
        var created = (await _tree.RunAsync("experiments", "create", "iris", "--tag", "team=vision", "--tag", "note=a=b")).Succeeded();
        var id = created.Output.Trim();
        await using var client = MlTrackClient.Open(_tree.Root);
        var experiment = await client.GetExperimentAsync(id);
        experiment.Name.Should().Be("iris");
        experiment.Tags.Should().Equal(new Dictionary<string, string> { ["team"] = "vision", ["note"] = "a=b" });

        (await _tree.RunAsync("experiments", "rename", "iris", "iris 2")).Succeeded();
        (await client.GetExperimentAsync(id)).Name.Should().Be("iris 2");

        (await _tree.RunAsync("experiments", "delete", "iris 2")).Succeeded();
        (await client.GetExperimentAsync(id)).LifecycleStage.Should().Be(LifecycleStage.Deleted);

        (await _tree.RunAsync("experiments", "restore", id)).Succeeded();
        (await client.GetExperimentAsync(id)).LifecycleStage.Should().Be(LifecycleStage.Active);
    }

    [Fact]
    public async Task An_experiment_that_is_there_is_not_made_again()
    {
        var result = await _tree.RunAsync("experiments", "create", "basic");

        result.ExitCode.Should().Be(ExitCodes.Refused);
        result.Error.Should().Contain("already exists");
    }

    [Fact]
    public async Task The_first_experiment_makes_the_store()
    {
        using var folder = new TempFolder();

        (await Tool.RunAsync("experiments", "create", "first", "--store", folder.PathOf("new"))).Succeeded();

        (await Tool.RunAsync("experiments", "list", "--json", "--store", folder.PathOf("new"))).Json().AsArray()
            .Should().Contain(experiment => (string?)experiment!["name"] == "first");
    }

    [Fact]
    public async Task Runs_are_deleted_and_restored_all_or_none()
    {
        var slip = await _tree.RunAsync("runs", "delete", "b3d7", "no-such-run");
        slip.ExitCode.Should().Be(ExitCodes.NotFound);
        (await StageAsync(First)).Should().Be(LifecycleStage.Active);

        (await _tree.RunAsync("runs", "delete", "b3d7", InDefault)).Succeeded();
        (await StageAsync(First)).Should().Be(LifecycleStage.Deleted);
        (await StageAsync(InDefault)).Should().Be(LifecycleStage.Deleted);

        (await _tree.RunAsync("runs", "restore", First, "d276")).Succeeded();
        (await StageAsync(First)).Should().Be(LifecycleStage.Active);
        (await StageAsync(InDefault)).Should().Be(LifecycleStage.Active);
    }

    [Fact]
    public async Task Tags_are_set_and_removed()
    {
        (await _tree.RunAsync("runs", "tag", "b3d7", "stage=prod", "why=a = b", "--delete", "kind")).Succeeded();

        await using var client = MlTrackClient.Open(_tree.Root);
        var tags = (await client.GetRunAsync(First)).Data.Tags;
        tags.Should().Contain("stage", "prod").And.Contain("why", "a = b").And.NotContainKey("kind");
    }

    [Theory]
    [InlineData("no-equals-sign")]
    [InlineData("=value")]
    public async Task A_tag_without_key_and_value_is_not_understood(string tag) =>
        (await _tree.RunAsync("runs", "tag", "b3d7", tag)).ExitCode.Should().Be(ExitCodes.Usage);

    [Fact]
    public async Task Gc_removes_what_was_deleted_and_a_dry_run_removes_nothing()
    {
        (await _tree.RunAsync("runs", "delete", "b3d7")).Succeeded();
        var folder = Path.Combine(_tree.Root, "503061095487156070", First);

        var dry = (await _tree.RunAsync("gc", "--dry-run", "--json")).Json();
        dry["run_ids"]!.AsArray().Select(id => (string)id!).Should().Equal(First);
        ((bool)dry["dry_run"]!).Should().BeTrue();
        ((long)dry["bytes"]!).Should().BePositive();
        Directory.Exists(folder).Should().BeTrue();

        (await _tree.RunAsync("gc", "--older-than", "1d", "--json")).Json()["run_ids"]!.AsArray().Should().BeEmpty();
        Directory.Exists(folder).Should().BeTrue();

        var gone = (await _tree.RunAsync("gc")).Succeeded();
        gone.Output.Should().Be($"run {First}\n");
        Directory.Exists(folder).Should().BeFalse();
        (await _tree.RunAsync("runs", "list", "--json")).Json().AsArray().Should().HaveCount(6);
    }

    [Fact]
    public async Task Gc_of_a_run_that_is_not_deleted_is_refused()
    {
        var result = await _tree.RunAsync("gc", "--run", First);

        result.ExitCode.Should().Be(ExitCodes.Refused);
        result.Error.Should().Contain(First);
    }

    [Fact]
    public async Task Verify_finds_what_is_wrong_and_repairs_only_what_it_is_asked_to()
    {
        (await _tree.RunAsync("verify")).Succeeded();
        var half = Path.Combine(_tree.Root, "503061095487156070", First, "metrics", "loss");
        var before = await File.ReadAllTextAsync(half);
        await File.WriteAllTextAsync(half, before + "1712554857000 0.1");

        var found = await _tree.RunAsync("verify", "--json");
        found.ExitCode.Should().Be(ExitCodes.ProblemsFound);
        var problem = System.Text.Json.Nodes.JsonNode.Parse(found.Output)!.AsArray().Should().ContainSingle().Subject!;
        ((string?)problem["run_id"]).Should().Be(First);
        ((string?)problem["severity"]).Should().Be("problem");
        (await File.ReadAllTextAsync(half)).Should().Be(before + "1712554857000 0.1");

        File.SetLastWriteTimeUtc(half, DateTime.UtcNow.AddHours(1));
        var early = await _tree.RunAsync("verify", "--repair");
        early.ExitCode.Should().Be(ExitCodes.ProblemsFound, "somebody may be in the middle of that line");
        early.Error.Should().Contain("repair later");

        File.SetLastWriteTimeUtc(half, DateTime.UtcNow.AddHours(-1));
        (await _tree.RunAsync("verify", "--repair")).Succeeded().Output.Should().StartWith("repaired: " + half);
        (await File.ReadAllTextAsync(half)).Should().Be(before);
        (await _tree.RunAsync("verify")).Succeeded().Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Info_counts_what_is_there()
    {
        (await _tree.RunAsync("runs", "delete", "b3d7")).Succeeded();

        var info = (await _tree.RunAsync("info", "--json")).Json();

        ((long)info["experiments"]!).Should().Be(2);
        ((long)info["runs"]!["DELETED"]!).Should().Be(1);
        info["runs"]!.AsObject().Sum(status => (long)status.Value!).Should().Be(7);
    }

    private async Task<LifecycleStage> StageAsync(string run)
    {
        await using var client = MlTrackClient.Open(_tree.Root);
        return (await client.GetRunAsync(run)).Info.LifecycleStage;
    }
}
