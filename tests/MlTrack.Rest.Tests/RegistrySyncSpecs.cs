using Microsoft.AspNetCore.Http;
using MlTrack.Models;
using MlTrack.Rest.Tests.Support;
using MlTrack.Sync;

namespace MlTrack.Rest.Tests;

/// <summary>Registered models of a tree are brought to a server, with what they were made of.</summary>
public sealed class RegistrySyncSpecs : IDisposable
{
    private static readonly TextFlavor Loader = new("");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mltrack-registry-sync-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Models_versions_tags_aliases_and_stages_arrive_and_a_second_sync_sends_nothing()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = await MakeTreeAsync();
        using var target = Open(server);

        var first = await tree.SyncToAsync(target.Store);

        first.Problems.Should().BeEmpty();
        first.Should().BeEquivalentTo(new { RegisteredModels = 2L, ModelVersions = 4L, Aliases = 2L, IsComplete = true });
        await using var there = MlTrackClient.Open(server.Address);
        var iris = await there.GetRegisteredModelAsync("iris");
        iris.Should().BeEquivalentTo(new { Description = "all of them", Aliases = new Dictionary<string, string> { ["champion"] = "2", ["old"] = "1" } });
        iris.Tags.Should().Contain("team", "vision");
        (await LoadAsync(there, "models:/iris@champion")).Should().Be("second");
        (await LoadAsync(there, "models:/iris/1")).Should().Be("first");
        (await LoadAsync(there, "models:/iris/3")).Should().Be("first", "it was made of the run's own files");
        (await LoadAsync(there, "models:/prod/1")).Should().Be("second");
        var champion = await there.GetModelVersionByAliasAsync("iris", "champion");
        champion.Should().BeEquivalentTo(new { CurrentStage = "Production", Description = "good" });
        champion.Tags.Should().Contain("auc", "0.9");
        champion.Source.Should().Be("models:/" + champion.ModelId);
        (await there.GetLoggedModelAsync(champion.ModelId!)).Tags["mlflow.modelVersions"].Should().Be("""[{"name": "iris", "version": 2}, {"name": "prod", "version": 1}]""");
        (await there.GetModelVersionAsync("prod", "1")).Source.Should().Be("models:/iris/2");
        (await there.GetModelVersionAsync("iris", "3")).Source.Should().StartWith("mlflow-artifacts:/").And.EndWith("/own");

        var changes = 0;
        server.Mood = (context, next) =>
        {
            changes += HttpMethods.IsGet(context.Request.Method) || context.Request.Path.Value!.EndsWith("/search", StringComparison.Ordinal) ? 0 : 1;
            return next(context);
        };
        (await tree.SyncToAsync(target.Store)).Should().BeEquivalentTo(new { RunsChanged = 0L, RegisteredModels = 0L, ModelVersions = 0L, Aliases = 0L, IsComplete = true });
        changes.Should().Be(0);
    }

    [Fact]
    public async Task What_changes_here_changes_there_and_what_others_did_there_stays()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = await MakeTreeAsync();
        using var target = Open(server);
        await using var there = MlTrackClient.Open(server.Address);
        await there.CreateRegisteredModelAsync("iris", new Dictionary<string, string> { ["team"] = "others" }, "theirs");
        await there.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/theirs" });
        await there.SetRegisteredModelAliasAsync("iris", "champion", "1");

        var first = await tree.SyncToAsync(target.Store);

        first.Problems.Select(problem => problem.Kind).Should().Equal("registry-conflict", "registry-conflict", "registry-conflict");
        first.IsComplete.Should().BeTrue();
        var iris = await there.GetRegisteredModelAsync("iris");
        iris.Should().BeEquivalentTo(new { Description = "theirs", Aliases = new Dictionary<string, string> { ["champion"] = "1", ["old"] = "2" } });
        iris.Tags.Should().Contain("team", "others");
        (await tree.SyncToAsync(target.Store)).Problems.Should().BeEmpty("it was said");

        await tree.SetRegisteredModelAliasAsync("iris", "champion", "3");
        await tree.DeleteRegisteredModelAliasAsync("iris", "old");
        await tree.SetModelVersionTagAsync("iris", "1", "checked", "yes");
        await tree.DeleteModelVersionTagAsync("iris", "2", "auc");
        await tree.TransitionModelVersionStageAsync("iris", "2", "Archived");
        (await tree.SyncToAsync(target.Store)).Should().BeEquivalentTo(new { Aliases = 2L, ModelVersions = 2L, IsComplete = true });

        (await there.GetRegisteredModelAsync("iris")).Aliases.Should().Equal(new Dictionary<string, string> { ["champion"] = "4" });
        (await there.GetModelVersionAsync("iris", "2")).Tags.Should().Contain("checked", "yes");
        var second = await there.GetModelVersionAsync("iris", "3");
        second.Tags.Should().NotContainKey("auc");
        second.CurrentStage.Should().Be("Archived");
    }

    [Fact]
    public async Task Lost_answers_and_lost_cursors_make_no_version_twice()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = await MakeTreeAsync();
        using var target = Open(server);
        var random = new Random(11);
        server.Mood = (context, next) => random.Next(10) < 3 && !HttpMethods.IsGet(context.Request.Method) ? MoodyServer.LoseAnswerAsync(context, next) : next(context);
        SyncResult result;
        var rounds = 0;
        do
        {
            result = await tree.SyncToAsync(target.Store);
        }
        while (!result.IsComplete && ++rounds < 200);

        result.IsComplete.Should().BeTrue();
        server.Mood = null;
        foreach (var cursor in Directory.GetDirectories(Path.Combine(_folder.FullName, "mlruns", "models"), ".mltrack-sync", SearchOption.AllDirectories))
        {
            Directory.Delete(cursor, recursive: true);
        }

        (await tree.SyncToAsync(target.Store)).Should().BeEquivalentTo(new { RegisteredModels = 0L, ModelVersions = 0L, Aliases = 0L, IsComplete = true });
        await using var there = MlTrackClient.Open(server.Address);
        (await there.ListModelVersionsAsync(new SearchRegistryQuery()).CountAsync()).Should().Be(4);
    }

    [Fact]
    public async Task A_source_that_is_nowhere_else_is_told_and_a_version_that_was_deleted_there_is_left_alone()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var tree = await MakeTreeAsync();
        using var target = Open(server);
        await tree.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "prod", Source = Path.Combine(_folder.FullName, "elsewhere") });
        await tree.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "prod", Source = "s3://bucket/model" });

        var first = await tree.SyncToAsync(target.Store);

        first.Problems.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = "no-source", IsTriedAgain = false });
        await using var there = MlTrackClient.Open(server.Address);
        (await there.GetModelVersionAsync("prod", "2")).Source.Should().Be("s3://bucket/model");

        await there.DeleteModelVersionAsync("prod", "2");
        await tree.SetModelVersionTagAsync("prod", "3", "late", "1");
        (await tree.SyncToAsync(target.Store)).Problems.Select(problem => problem.Kind).Should().BeEquivalentTo("no-source", "version-deleted");
        await there.DeleteRegisteredModelAsync("prod");
        await tree.SetRegisteredModelTagAsync("prod", "late", "1");
        (await tree.SyncToAsync(target.Store)).Problems.Select(problem => problem.Kind).Should().Contain("registered-model-deleted");
        (await there.ListRegisteredModelsAsync(new SearchRegistryQuery()).ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_dry_run_counts_registered_models()
    {
        await using var tree = await MakeTreeAsync();
        var target = TrackingStores.Memory();

        (await tree.SyncToAsync(target, new SyncOptions { DryRun = true })).Should().BeEquivalentTo(new { RegisteredModels = 2L, ModelVersions = 4L, Aliases = 2L });
        (await tree.SyncToAsync(target, new SyncOptions { RegisteredModels = false })).ModelVersions.Should().Be(0);
        (await tree.SyncToAsync(target)).ModelVersions.Should().Be(4);
        (await tree.SyncToAsync(target, new SyncOptions { DryRun = true })).Should().BeEquivalentTo(new { RegisteredModels = 0L, ModelVersions = 0L, Aliases = 0L });
    }

    // iris: 1 and 2 of logged models, 3 of a run's own files; prod: 1 a copy of iris 2.
    private async Task<MlTrackClient> MakeTreeAsync()
    {
        var tree = MlTrackClient.Open(Path.Combine(_folder.FullName, "mlruns"));
        await tree.CreateRegisteredModelAsync("iris", new Dictionary<string, string> { ["team"] = "vision" }, "all of them");
        await using (var run = await tree.StartRunAsync("iris"))
        {
            var first = await run.LogModelAsync("forest", new TextFlavor("first"), new LogModelOptions { RegisteredModelName = "iris" });
            await run.LogModelAsync("forest", new TextFlavor("second"), new LogModelOptions { RegisteredModelName = "iris" });
            using var folder = await tree.OpenModelAsync(first.ModelUri);
            await run.LogArtifactsAsync(folder.Path, "own");
            await run.FlushAsync();
            await tree.RegisterModelAsync($"runs:/{run.RunId}/own", "iris");
        }

        await tree.UpdateModelVersionAsync("iris", "2", "good");
        await tree.SetModelVersionTagAsync("iris", "2", "auc", "0.9");
        await tree.TransitionModelVersionStageAsync("iris", "2", "Production");
        await tree.SetRegisteredModelAliasAsync("iris", "champion", "2");
        await tree.SetRegisteredModelAliasAsync("iris", "old", "1");
        await tree.CopyModelVersionAsync("models:/iris/2", "prod");
        return tree;
    }

    private static async Task<string> LoadAsync(MlTrackClient client, string uri)
    {
        using var folder = await client.OpenModelAsync(uri);
        return await folder.LoadAsync(Loader);
    }

    private static OpenedTarget Open(MoodyServer server) => new(TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 0 }));

    private sealed record OpenedTarget(ITrackingStore Store) : IDisposable
    {
        public void Dispose() => ((IDisposable)Store).Dispose();
    }
}
