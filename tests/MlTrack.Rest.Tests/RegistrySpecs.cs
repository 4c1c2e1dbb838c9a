using MlTrack.Models;
using MlTrack.Rest.Tests.Support;

namespace MlTrack.Rest.Tests;

/// <summary>Models of a server are logged, registered and loaded as those of a folder are.</summary>
[Collection("spool")]
public sealed class RegistrySpecs : IDisposable
{
    private static readonly TextFlavor Loader = new("");

    private readonly SpoolFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task A_model_that_was_logged_is_registered_and_loaded_by_its_alias()
    {
        await using var server = await LocalServer.StartAsync();
        await using var client = MlTrackClient.Open(server.Address);
        await using var run = await client.StartRunAsync("iris", "sdca");
        var logged = await run.LogModelAsync("forest", new TextFlavor("first"), new LogModelOptions { RegisteredModelName = "iris" });
        await run.LogModelAsync("forest", new TextFlavor("second"));
        await run.EndAsync();

        var second = await client.RegisterModelAsync($"runs:/{run.RunId}/forest", "iris", new Dictionary<string, string> { ["by"] = "run" });
        await client.SetRegisteredModelAliasAsync("iris", "champion", "1");

        logged.Version.Should().BeEquivalentTo(new { Version = "1", ModelId = logged.Model.ModelId, RunId = run.RunId });
        second.Should().BeEquivalentTo(new { Version = "2", Source = "models:/" + second.ModelId, RunId = run.RunId });
        second.Tags.Should().Contain("by", "run");
        (await LoadAsync(client, "models:/iris@champion")).Should().Be("first");
        (await LoadAsync(client, "models:/iris/2")).Should().Be("second");
        (await LoadAsync(client, "models:/iris/latest")).Should().Be("second");
        (await client.GetLoggedModelAsync(logged.Model.ModelId)).Tags["mlflow.modelVersions"].Should().Contain("\"iris\"").And.Contain("1");
        (await client.GetRegisteredModelAsync("iris")).Should().BeEquivalentTo(new { Aliases = new Dictionary<string, string> { ["champion"] = "1" } });

        var folder = ((IModelRegistryProvider)server.Inner).ModelRegistry;
        (await folder.GetModelVersionByAliasAsync("iris", "champion")).ModelId.Should().Be(logged.Model.ModelId);
    }

    [Fact]
    public async Task A_copied_version_and_one_of_a_run_s_own_files_are_loaded()
    {
        await using var server = await LocalServer.StartAsync();
        await using var client = MlTrackClient.Open(server.Address);
        await using var run = await client.StartRunAsync("iris");
        var logged = await run.LogModelAsync("forest", new TextFlavor("copied"), new LogModelOptions { RegisteredModelName = "iris" });
        using (var folder = await client.OpenModelAsync(logged.ModelUri))
        {
            await run.LogArtifactsAsync(folder.Path, "own");
        }

        await run.EndAsync();

        var copy = await client.CopyModelVersionAsync("models:/iris/1", "prod");
        var own = await client.RegisterModelAsync($"runs:/{run.RunId}/own", "prod");

        copy.Source.Should().Be("models:/iris/1");
        (await LoadAsync(client, "models:/prod/1")).Should().Be("copied");
        own.Source.Should().StartWith("mlflow-artifacts:/").And.EndWith("/own");
        (await LoadAsync(client, "models:/prod/2")).Should().Be("copied");
    }

    [Fact]
    public async Task A_registry_of_its_own_is_used_beside_a_folder_of_runs()
    {
        await using var server = await LocalServer.StartAsync();
        await using (var online = MlTrackClient.Open(server.Address))
        await using (var run = await online.StartRunAsync("iris"))
        {
            await run.LogModelAsync("forest", new TextFlavor("there"), new LogModelOptions { RegisteredModelName = "iris" });
        }

        await using var local = MlTrackClient.Open(Path.Combine(_spool.Path, "mlruns"), new MlTrackClientOptions { RegistryUri = server.Address });

        local.Registry.Uri.Should().Be(server.Address);
        (await local.ListRegisteredModelsAsync(new SearchRegistryQuery()).ToListAsync()).Should().ContainSingle().Which.Name.Should().Be("iris");
        (await LoadAsync(local, "models:/iris/1")).Should().Be("there");
        var registry = local.Registry;
        await local.DisposeAsync();
        await FluentActions.Awaiting(async () => await registry.GetRegisteredModelAsync("iris")).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_fault_that_passes_is_repeated_and_never_makes_a_second_version()
    {
        await using var server = await MoodyServer.StartAsync();
        using var store = (IDisposable)TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 2, BackoffFactor = TimeSpan.Zero, BackoffJitter = TimeSpan.Zero });
        var registry = ((IModelRegistryProvider)store).ModelRegistry;
        await registry.CreateRegisteredModelAsync("iris");
        var lost = 0;
        server.Mood = (context, next) => Interlocked.Increment(ref lost) == 1 ? MoodyServer.LoseAnswerAsync(context, next) : next(context);

        var create = FluentActions.Awaiting(async () => await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/model" }));
        (await create.Should().ThrowAsync<MlTrackException>()).Which.IsTransient.Should().BeTrue();
        (await registry.SearchModelVersionsAsync(new SearchRegistryQuery())).Items.Should().ContainSingle();

        lost = 0;
        await registry.DeleteModelVersionAsync("iris", "1");
        (await registry.SearchModelVersionsAsync(new SearchRegistryQuery())).Items.Should().BeEmpty();

        lost = 0;
        server.Mood = (context, next) => Interlocked.Increment(ref lost) == 1 ? MoodyServer.Refuse(context, System.Net.HttpStatusCode.ServiceUnavailable) : next(context);
        await registry.SetRegisteredModelTagAsync("iris", new RunTag("team", "vision"));
        (await registry.GetRegisteredModelAsync("iris")).Tags.Should().Contain("team", "vision");
    }

    [Fact]
    public async Task A_refusal_has_the_code_and_the_words_of_the_server()
    {
        await using var server = await LocalServer.StartAsync();
        await using var client = MlTrackClient.Open(server.Address);

        var missing = await FluentActions.Awaiting(() => client.GetModelVersionAsync("none", "1")).Should().ThrowAsync<MlTrackServerException>();
        missing.Which.Should().BeEquivalentTo(new { ErrorCode = MlTrackErrorCode.ResourceDoesNotExist, StatusCode = 404, Message = "Registered Model with name=none not found" });
        var extended = FluentActions.Awaiting(() => client.SearchModelVersionsAsync(new SearchRegistryQuery { Filter = "name = 'a' OR name = 'b'" }));
        (await extended.Should().ThrowAsync<MlTrackException>()).Which.Should().NotBeOfType<MlTrackServerException>("a server would not understand it");
    }

    private static async Task<string> LoadAsync(MlTrackClient client, string uri)
    {
        using var folder = await client.OpenModelAsync(uri);
        return await folder.LoadAsync(Loader);
    }
}
