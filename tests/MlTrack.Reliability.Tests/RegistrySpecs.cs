using System.Globalization;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Reliability.Tests;

/// <summary>One model registry under many processes, under a program that is killed, and with what a kill can leave.</summary>
public sealed class RegistrySpecs
{
    [Fact]
    public async Task Eight_processes_that_register_at_once_get_a_number_each_without_gaps()
    {
        const int Processes = 8;
        const int Each = 10;
        using var folder = new TempFolder();
        var outputs = await CrowdSpecs.TogetherAsync(Processes, _ => ["register-models", folder.Path, "iris", Each.ToString(CultureInfo.InvariantCulture)]);

        var numbers = outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        numbers.Should().BeEquivalentTo(Enumerable.Range(1, Processes * Each));
        var versions = await ListAsync(ModelRegistries.File(folder.Path));
        versions.Should().HaveCount(Processes * Each).And.OnlyContain(version => version.Tags.ContainsKey("pid"));
        versions.GroupBy(version => version.Tags["pid"]).Should().HaveCount(Processes).And.OnlyContain(group => group.Count() == Each);
    }

    [Fact]
    public async Task Versions_that_were_acknowledged_are_whole_after_kill_9_and_nothing_half_made_is_seen()
    {
        using var folder = new TempFolder();
        var registry = ModelRegistries.File(folder.Path);
        await registry.CreateRegisteredModelAsync("iris");
        var acknowledged = new List<string>();
        for (var round = 0; round < Scale.Of(60); round++)
        {
            var random = new Random(Scale.Seed + round);
            using var app = TestApp.Start("register-until-killed", folder.Path, "iris");
            await app.ReadyAsync();
            app.Go();
            for (var i = random.Next(1, 20); i > 0; i--)
            {
                acknowledged.Add((await app.ReadLineAsync())!);
            }

            var kill = app.KillAsync();
            while (await app.ReadLineAsync() is { } line)
            {
                acknowledged.Add(line);
            }

            await kill;
        }

        var versions = await ListAsync(registry);
        var found = versions.Select(version => version.Version).ToList();
        found.Should().OnlyHaveUniqueItems().And.Contain(acknowledged, "seed {0}", Scale.Seed);
        versions.Should().OnlyContain(version => version.Tags["nested/key"].Length == 1000 && version.Source == "s3://bucket/model");

        // MLflow fails on a version's folder without its file, so that none may be there at any moment.
        Directory.GetDirectories(Path.Combine(folder.Path, "models", "iris"), "version-*").Should().OnlyContain(path => File.Exists(Path.Combine(path, "meta.yaml")));
        int.Parse((await registry.GetModelVersionByAliasAsync("iris", "champion")).Version, CultureInfo.InvariantCulture)
            .Should().BeGreaterThanOrEqualTo(acknowledged.Max(version => int.Parse(version, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Processes_that_move_an_alias_at_once_leave_a_journal_without_gaps()
    {
        using var folder = new TempFolder();
        var registry = ModelRegistries.File(folder.Path);
        await registry.CreateRegisteredModelAsync("iris");
        for (var i = 0; i < 9; i++)
        {
            await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "x" });
        }

        await CrowdSpecs.TogetherAsync(4, _ => ["move-alias", folder.Path, "iris", "25"]);

        var moves = await ((IAliasHistory)registry).ListAliasMovesAsync("iris");
        moves.Should().HaveCount(100);
        moves.Select(move => move.PreviousVersion).Should().Equal(moves.Select(move => move.Version).Prepend(null).Take(100), "each line goes on where the one before ended");
        (await registry.GetModelVersionByAliasAsync("iris", "champion")).Version.Should().Be(moves[^1].Version);
    }

    [Fact]
    public async Task Half_written_folders_are_left_out_and_their_numbers_are_not_given_again()
    {
        using var folder = new TempFolder();
        var registry = ModelRegistries.File(folder.Path);
        await registry.CreateRegisteredModelAsync("iris");
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "x" });
        Directory.CreateDirectory(folder.PathOf("models", "iris", "version-2", "tags"));
        Directory.CreateDirectory(folder.PathOf("models", "iris", "version-3"));
        await File.WriteAllTextAsync(folder.PathOf("models", "iris", "version-3", "meta.yaml"), "");
        Directory.CreateDirectory(folder.PathOf("models", "iris", "version-4"));
        await File.WriteAllTextAsync(folder.PathOf("models", "iris", "version-4", "meta.yaml"), "name: 'ir");
        Directory.CreateDirectory(folder.PathOf("models", "half"));
        Directory.CreateDirectory(folder.PathOf("models", "iris", "version-x"));

        (await registry.SearchRegisteredModelsAsync(new SearchRegistryQuery())).Items.Select(model => model.Name).Should().Equal("iris");
        (await ListAsync(registry)).Select(version => version.Version).Should().Equal("1");
        (await registry.GetLatestVersionsAsync("iris")).Select(version => version.Version).Should().Equal("1");
        var next = await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "x" });

        next.Version.Should().Be("5");
        (await registry.CreateRegisteredModelAsync("half")).Name.Should().Be("half", "what was half made is no model, and its name is free");
    }

    [Fact]
    public async Task A_rename_that_was_killed_half_way_is_read_by_the_names_of_the_folders()
    {
        using var folder = new TempFolder();
        var registry = ModelRegistries.File(folder.Path);
        await registry.CreateRegisteredModelAsync("iris");
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "x" });
        Directory.Move(folder.PathOf("models", "iris"), folder.PathOf("models", "flowers"));

        (await registry.GetModelVersionAsync("flowers", "1")).Name.Should().Be("flowers");
        (await registry.SearchRegisteredModelsAsync(new SearchRegistryQuery())).Items.Select(model => model.Name).Should().Equal("flowers");
        (await registry.RenameRegisteredModelAsync("flowers", "roses")).LatestVersions.Should().ContainSingle().Which.Name.Should().Be("roses");
    }

    private static async Task<IReadOnlyList<ModelVersion>> ListAsync(IModelRegistryStore registry) =>
        (await registry.SearchModelVersionsAsync(new SearchRegistryQuery { MaxResults = 10_000 })).Items;
}
