namespace MlTrack.Conformance;

/// <summary>Registered models: for stores that are an <see cref="IModelRegistryProvider"/>.</summary>
public abstract partial class RegistrySuite : StoreSuite
{
    /// <summary>The registry under test.</summary>
    protected IModelRegistryStore Registry => StoreAs<IModelRegistryProvider>().ModelRegistry;

    [Fact]
    public async Task A_new_model_has_what_was_asked_for_and_no_versions()
    {
        var created = await Registry.CreateRegisteredModelAsync("iris", [new("team", "a"), new("team", "vision"), new("a/b", "")], "text\nmore");

        var model = await Registry.GetRegisteredModelAsync("iris");
        Assert.Equal(("iris", "text\nmore"), (model.Name, model.Description));
        Assert.Equal(new Dictionary<string, string> { ["team"] = "vision", ["a/b"] = "" }, model.Tags);
        Assert.Empty(model.Aliases);
        Assert.Empty(model.LatestVersions);
        Assert.Equal(model.CreationTime, model.LastUpdatedTime);
        Assert.Equal(created.CreationTime, model.CreationTime);
        AssertMilliseconds(model.CreationTime);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        await Registry.CreateRegisteredModelAsync("iris");

        await ExistsAsync("Registered Model (name=iris) already exists.", async () => await Registry.CreateRegisteredModelAsync("iris"));
    }

    [Fact]
    public async Task Of_many_that_create_one_name_at_once_one_wins()
    {
        var store = Registry;
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await Task.Yield();
            try
            {
                await store.CreateRegisteredModelAsync("iris", description: i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return i;
            }
            catch (MlTrackException taken) when (taken.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(tries, i => i >= 0);
        Assert.Equal(winner.ToString(System.Globalization.CultureInfo.InvariantCulture), (await store.GetRegisteredModelAsync("iris")).Description);
    }

    [Theory]
    [InlineData("", "Missing value for required parameter 'name'.")]
    [InlineData(" ", "Missing value for required parameter 'name'.")]
    [InlineData("a/b", "Invalid model name 'a/b'. Names cannot contain '/' or ':'.")]
    [InlineData("a:b", "Invalid model name 'a:b'. Names cannot contain '/' or ':'.")]
    [InlineData("a%b", "Invalid name: 'a%b'. Registered model name cannot contain '%' character")]
    public async Task A_name_that_MLflow_refuses_is_refused_with_its_message(string name, string message)
    {
        message = IfServer(name.Length == 0, "name", message);

        await RefusesValueAsync(message, async () => await Registry.CreateRegisteredModelAsync(name));
        await RefusesValueAsync(message, async () => await Registry.GetRegisteredModelAsync(name));
    }

    [Theory]
    [InlineData("a@b")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData("con")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    public async Task A_name_that_some_system_or_URI_cannot_hold_is_refused_where_it_would_be_made(string name)
    {
        await Registry.CreateRegisteredModelAsync("iris");

        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Registry.CreateRegisteredModelAsync(name));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await Registry.RenameRegisteredModelAsync("iris", name));
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        const string message = "Registered Model with name=none not found";

        await MissesAsync(message, async () => await Registry.GetRegisteredModelAsync("none"));
        await MissesAsync(message, async () => await Registry.UpdateRegisteredModelAsync("none", "x"));
        await MissesAsync(message, async () => await Registry.RenameRegisteredModelAsync("none", "other"));
        await MissesAsync(message, async () => await Registry.DeleteRegisteredModelAsync("none"));
        await MissesAsync(message, async () => await Registry.GetLatestVersionsAsync("none"));
        await MissesAsync(message, async () => await Registry.SetRegisteredModelTagAsync("none", new RunTag("a", "b")));
        await MissesAsync(message, async () => await Registry.DeleteRegisteredModelTagAsync("none", "a"));
        await MissesAsync(message, async () => await Registry.SetRegisteredModelAliasAsync("none", "a", "1"));
        await MissesAsync(message, async () => await Registry.DeleteRegisteredModelAliasAsync("none", "a"));
        await MissesAsync(message, async () => await Registry.GetModelVersionByAliasAsync("none", "a"));
        await MissesAsync(message, async () => await Registry.GetModelVersionAsync("none", "1"));
    }

    [Fact]
    public async Task Description_and_tags_change_and_deleting_a_missing_tag_is_no_fault()
    {
        await Registry.CreateRegisteredModelAsync("iris", [new("old", "1")]);

        Assert.Equal("new", (await Registry.UpdateRegisteredModelAsync("iris", "new")).Description);
        Assert.Null((await Registry.UpdateRegisteredModelAsync("iris", null)).Description);
        await Registry.SetRegisteredModelTagAsync("iris", new RunTag("team", "a"));
        await Registry.SetRegisteredModelTagAsync("iris", new RunTag("team", "b\n"));
        await Registry.DeleteRegisteredModelTagAsync("iris", "old");
        await Registry.DeleteRegisteredModelTagAsync("iris", "old");

        Assert.Equal(new Dictionary<string, string> { ["team"] = "b\n" }, (await Registry.GetRegisteredModelAsync("iris")).Tags);
        await RefusesValueAsync(
            "'value' exceeds the maximum length of 100000 characters",
            async () => await Registry.SetRegisteredModelTagAsync("iris", new RunTag("long", new string('x', 100_001))));
    }

    [Fact]
    public async Task A_rename_keeps_versions_tags_and_aliases()
    {
        await Registry.CreateRegisteredModelAsync("iris", [new("team", "vision")], "text");
        await CreateVersionAsync("iris", tags: [new("auc", "0.9")]);
        await Registry.SetRegisteredModelAliasAsync("iris", "champion", "1");
        await Registry.CreateRegisteredModelAsync("other");

        await ExistsAsync("Registered Model (name=other) already exists.", async () => await Registry.RenameRegisteredModelAsync("iris", "other"));
        await RefusesInternallyAsync("The name must not be an empty string.", async () => await Registry.RenameRegisteredModelAsync("iris", " "));
        var renamed = await Registry.RenameRegisteredModelAsync("iris", "flowers");

        Assert.Equal(("flowers", "text"), (renamed.Name, renamed.Description));
        Assert.Equal(new Dictionary<string, string> { ["team"] = "vision" }, renamed.Tags);
        Assert.Equal(new Dictionary<string, string> { ["champion"] = "1" }, renamed.Aliases);
        var version = await Registry.GetModelVersionByAliasAsync("flowers", "champion");
        Assert.Equal(("flowers", "1", "0.9"), (version.Name, version.Version, version.Tags["auc"]));
        await MissesAsync("Registered Model with name=iris not found", async () => await Registry.GetRegisteredModelAsync("iris"));
    }

    [Fact]
    public async Task A_deleted_model_is_gone_with_all_it_had_and_its_name_is_free()
    {
        await Registry.CreateRegisteredModelAsync("iris", [new("team", "vision")]);
        await CreateVersionAsync("iris");
        await CreateVersionAsync("iris");
        await Registry.SetRegisteredModelAliasAsync("iris", "champion", "2");

        await Registry.DeleteRegisteredModelAsync("iris");

        await MissesAsync("Registered Model with name=iris not found", async () => await Registry.GetRegisteredModelAsync("iris"));
        Assert.Empty((await Registry.SearchModelVersionsAsync(new SearchRegistryQuery())).Items);
        var again = await Registry.CreateRegisteredModelAsync("iris");
        Assert.Empty(again.Tags);
        Assert.Equal("1", (await CreateVersionAsync("iris")).Version);
        Assert.Empty((await Registry.GetRegisteredModelAsync("iris")).Aliases);
    }

    [Fact]
    public async Task Models_are_searched_by_name_and_tag_in_pages_and_prompts_are_left_out()
    {
        foreach (var name in new[] { "c", "a", "b" })
        {
            await Registry.CreateRegisteredModelAsync(name, [new("team", name == "c" ? "x" : "vision")]);
        }

        await Registry.CreateRegisteredModelAsync("prompt", [new("mlflow.prompt.is_prompt", "true")]);
        await CreateVersionAsync("b");

        var first = await Registry.SearchRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = 2 });
        var second = await Registry.SearchRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = 2, PageToken = first.NextPageToken });
        Assert.Equal(["a", "b"], first.Items.Select(model => model.Name));
        Assert.Equal("1", Assert.Single(first.Items[1].LatestVersions).Version);
        Assert.Equal(["c"], second.Items.Select(model => model.Name));
        Assert.Null(second.NextPageToken);
        Assert.Equal(["b", "a"], await NamesAsync(new SearchRegistryQuery { Filter = "tags.team = 'vision'", OrderBy = ["name DESC"] }));
        Assert.Equal(["prompt"], await NamesAsync(new SearchRegistryQuery { Filter = "tags.`mlflow.prompt.is_prompt` = 'true'" }));
        await RefusesValueAsync(
            "Invalid value for max_results. It must be a positive integer, but got 0",
            async () => await Registry.SearchRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = 0 }));
    }

    private async Task<IEnumerable<string>> NamesAsync(SearchRegistryQuery query) => (await Registry.SearchRegisteredModelsAsync(query)).Items.Select(model => model.Name);

    private async Task<ModelVersion> CreateVersionAsync(string name, string source = "s3://bucket/model", IReadOnlyList<RunTag>? tags = null) =>
        await Registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = name, Source = source, Tags = tags ?? [] });

    private static Task<MlTrackException> ExistsAsync(string message, Func<Task> call) => RefusesAsync(MlTrackErrorCode.ResourceAlreadyExists, message, call);
}
