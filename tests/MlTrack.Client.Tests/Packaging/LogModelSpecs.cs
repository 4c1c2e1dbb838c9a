using System.Text;
using MlTrack.Models;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Packaging;

/// <summary>A model is logged with its run, found by every URI, and loaded only when its files are those that were logged.</summary>
public sealed class LogModelSpecs : IDisposable
{
    private static readonly ModelSignature Signature = new(ModelSchema.OfColumns([new ColumnSpec(ColumnType.Float, "size")]));

    private readonly TempFolder _folder = new();

    private string Root => _folder.PathOf("mlruns");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logged_model_is_ready_an_output_of_its_run_and_found_by_every_URI(bool inFolder)
    {
        await using var client = MlTrackClient.Open(inFolder ? Root : "memory:");
        await using var run = await client.StartRunAsync("iris");
        run.LogParam("trees", 100);

        var logged = await run.LogModelAsync("model", new TextFlavor("hello"), new LogModelOptions
        {
            Signature = Signature, RegisteredModelName = "iris", ModelType = "text", Params = new Dictionary<string, string> { ["leaves"] = "20" }, Step = 3,
            Metadata = new Dictionary<string, object?> { ["owner"] = "ada", ["sizes"] = new[] { 1, 2 } },
        });
        await client.SetRegisteredModelAliasAsync("iris", "champion", logged.Version!.Version);
        await client.TransitionModelVersionStageAsync("iris", "1", "Production");

        logged.Model.Status.Should().Be(LoggedModelStatus.Ready);
        logged.Model.Params.Should().Equal(new Dictionary<string, string> { ["trees"] = "100", ["leaves"] = "20" });
        logged.Model.Tags.Should().ContainKey("mlflow.user").And.ContainKey("mltrack.manifest");
        (await client.GetRunAsync(run.RunId)).Outputs.Models.Should().Equal(new LoggedModelOutput(logged.Model.ModelId, 3));
        (logged.File.ModelId, logged.File.ModelUuid, logged.File.RunId, logged.File.ArtifactPath)
            .Should().Be((logged.Model.ModelId, logged.Model.ModelId, run.RunId, logged.Model.ArtifactLocation));
        logged.File.ModelSizeBytes.Should().Be(5);
        (await client.GetLoggedModelAsync(logged.Model.ModelId)).Tags["mlflow.modelVersions"].Should().Be("""[{"name": "iris", "version": 1}]""");
        foreach (var uri in new[] { logged.ModelUri, "models:/iris/1", "models:/iris@champion", "models:/iris/latest", "models:/iris/production", $"runs:/{run.RunId}/model", logged.ModelUri + "/" })
        {
            (await client.LoadModelAsync(uri, new TextLoader())).Should().Be("hello", uri);
            using var folder = await client.OpenModelAsync(uri);
            folder.IsVerified.Should().BeTrue();
            folder.File.Signature!.ToString().Should().Be(Signature.ToString());
            folder.File.Metadata!["owner"].Should().Be("ada");
            Directory.Exists(folder.Path).Should().BeTrue();
            folder.Location.Model!.ModelId.Should().Be(logged.Model.ModelId);
        }
    }

    [Fact]
    public async Task A_copy_that_was_fetched_is_removed_and_a_folder_in_place_is_not()
    {
        await using var memory = MlTrackClient.Open("memory:");
        await using var client = MlTrackClient.Open(Root);
        var (copy, place) = (await PathOfOpenedAsync(memory), await PathOfOpenedAsync(client));

        Directory.Exists(copy).Should().BeFalse();
        place.Should().StartWith(Root);
        Directory.Exists(place).Should().BeTrue();
    }

    [Fact]
    public async Task A_tree_that_was_moved_still_finds_its_models()
    {
        string id;
        await using (var client = MlTrackClient.Open(Root))
        {
            await using var run = await client.StartRunAsync("iris");
            id = (await run.LogModelAsync("model", new TextFlavor("hello"), new LogModelOptions { RegisteredModelName = "iris" })).ModelUri;
        }

        var moved = _folder.PathOf("moved");
        Directory.Move(Root, moved);

        await using var after = MlTrackClient.Open(moved);
        (await after.LoadModelAsync(id, new TextLoader())).Should().Be("hello");
        (await after.LoadModelAsync("models:/iris/1", new TextLoader())).Should().Be("hello");
    }

    [Theory]
    [InlineData("text.bin", "hellO", "has another content")]
    [InlineData("text.bin", "hello!", "has another length")]
    [InlineData("text.bin", null, "is missing")]
    [InlineData("mltrack.manifest.json", null, "is missing")]
    [InlineData("mltrack.manifest.json", "{\"version\": 1, \"files\": []}", "has changed")]
    public async Task A_model_that_was_changed_is_not_loaded_unless_that_is_wanted(string file, string? content, string reason)
    {
        await using var client = MlTrackClient.Open(Root);
        await using var run = await client.StartRunAsync("iris");
        var logged = await run.LogModelAsync("model", new TextFlavor("hello"));
        var path = _folder.PathOf("mlruns", run.ExperimentId, "models", logged.Model.ModelId, "artifacts", file);
        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        var load = () => client.LoadModelAsync(logged.ModelUri, new TextLoader());

        var refusal = (await load.Should().ThrowAsync<MlTrackException>()).Which;
        (refusal.ErrorCode, refusal.Path).Should().Be((MlTrackErrorCode.InvalidState, file));
        refusal.Message.Should().Contain(reason);
        using var unverified = await client.OpenModelAsync(logged.ModelUri, verify: false);
        unverified.IsVerified.Should().BeFalse();
    }

    [Fact]
    public async Task What_MLflow_adds_to_a_folder_does_not_count_as_a_change()
    {
        await using var client = MlTrackClient.Open(Root);
        await using var run = await client.StartRunAsync("iris");
        var logged = await run.LogModelAsync("model", new TextFlavor("hello"));
        var folder = _folder.PathOf("mlruns", run.ExperimentId, "models", logged.Model.ModelId, "artifacts");
        await File.WriteAllTextAsync(Path.Combine(folder, "registered_model_meta"), "model_name: iris\nmodel_version: '1'\n");
        await File.WriteAllBytesAsync(Path.Combine(folder, "MLmodel"), (logged.File with { Signature = Signature }).ToBytes());

        using var opened = await client.OpenModelAsync(logged.ModelUri);

        opened.IsVerified.Should().BeTrue();
        opened.File.Signature.Should().NotBeNull();
    }

    [Fact]
    public async Task A_model_whose_writing_fails_is_FAILED_and_the_fault_is_thrown()
    {
        await using var client = MlTrackClient.Open(Root);
        await using var run = await client.StartRunAsync("iris");

        var log = () => run.LogModelAsync("model", new BrokenFlavor());

        await log.Should().ThrowAsync<NotSupportedException>();
        var found = (await client.Store.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = [run.ExperimentId] })).Items;
        found.Should().ContainSingle().Which.Status.Should().Be(LoggedModelStatus.Failed);
        var open = () => client.OpenModelAsync("models:/" + found[0].ModelId);
        (await open.Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside")]
    [InlineData("link")]
    public async Task No_path_leads_out_of_a_models_folder(string path)
    {
        var folder = _folder.PathOf("model");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(_folder.PathOf("outside"), "secret");
        await File.WriteAllTextAsync(Path.Combine(folder, "MLmodel"), $"flavors:\n  text:\n    data: {path}\n");
        File.CreateSymbolicLink(Path.Combine(folder, "link"), _folder.PathOf("outside"));
        await using var client = MlTrackClient.Open(Root);

        var load = () => client.LoadModelAsync(folder, new TextLoader());

        (await load.Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Theory]
    [InlineData("models:/none/1", "Registered Model with name=none not found")]
    [InlineData("models:/m-00000000000000000000000000000000", "Model 'm-00000000000000000000000000000000' not found")]
    [InlineData("models:/", "Not a proper models:/ URI: models:. *")]
    public async Task A_URI_that_leads_nowhere_says_so(string uri, string message)
    {
        await using var client = MlTrackClient.Open(Root);

        var open = () => client.OpenModelAsync(uri);

        await open.Should().ThrowAsync<MlTrackException>().WithMessage(message);
    }

    [Fact]
    public async Task The_flavors_own_mistakes_are_refused()
    {
        await using var client = MlTrackClient.Open(Root);
        var save = (Action<ModelFolderWriter> write) => client.SaveModelAsync(_folder.PathOf("model"), [new ActionFlavor(write)]);

        await FluentActions.Awaiting(() => save(_ => { })).Should().ThrowAsync<MlTrackException>().WithMessage("*needs a flavor*");
        await FluentActions.Awaiting(() => save(folder => folder.AddText("MLmodel", ""))).Should().ThrowAsync<MlTrackException>().WithMessage("'MLmodel' cannot be added*");
        await FluentActions.Awaiting(() => save(folder => folder.AddText("../x", ""))).Should().ThrowAsync<MlTrackException>();
        await FluentActions.Awaiting(() => save(folder => folder.AddFile("/no/such/file", "x"))).Should().ThrowAsync<FileNotFoundException>();
        await FluentActions.Awaiting(() => save(folder =>
        {
            folder.AddFlavor("a", new Dictionary<string, object?>());
            folder.AddFlavor("a", new Dictionary<string, object?>());
        })).Should().ThrowAsync<MlTrackException>().WithMessage("*'a' has been added before*");
        Directory.Exists(_folder.PathOf("model")).Should().BeFalse();
    }

    private static async Task<string> PathOfOpenedAsync(MlTrackClient client)
    {
        await using var run = await client.StartRunAsync("iris");
        var logged = await run.LogModelAsync("model", new TextFlavor("hello"));
        using var folder = await client.OpenModelAsync(logged.ModelUri);
        Directory.Exists(folder.Path).Should().BeTrue();
        return folder.Path;
    }

    private sealed class TextFlavor(string text) : IModelFlavor
    {
        public string Name => "text";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
        {
            using (var stream = folder.CreateFile("text.bin"))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            folder.AddFlavor(Name, new Dictionary<string, object?> { ["data"] = "text.bin" });
            return default;
        }
    }

    private sealed class TextLoader : IModelLoader<string>
    {
        public string FlavorName => "text";

        public ValueTask<string> LoadAsync(ModelFolder folder, IReadOnlyDictionary<string, object?> options, CancellationToken cancellationToken = default) =>
            new(File.ReadAllText(folder.PathOf((string)options["data"]!)));
    }

    private sealed class BrokenFlavor : IModelFlavor
    {
        public string Name => "broken";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default) => throw new NotSupportedException("cannot be written");
    }

    private sealed class ActionFlavor(Action<ModelFolderWriter> write) : IModelFlavor
    {
        public string Name => "action";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
        {
            write(folder);
            return default;
        }
    }
}
