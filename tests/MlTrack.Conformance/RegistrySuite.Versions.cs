namespace MlTrack.Conformance;

/// <content>Versions, aliases and stages.</content>
public abstract partial class RegistrySuite
{
    [Fact]
    public async Task A_version_has_what_was_asked_for()
    {
        await Registry.CreateRegisteredModelAsync("iris");

        var created = await Registry.CreateModelVersionAsync(new CreateModelVersionRequest
        {
            Name = "iris", Source = "s3://bucket/model", RunId = "0123456789abcdef0123456789abcdef", RunLink = "http://host/run", Description = "text", Tags = [new("a/b", "1")],
        });

        var version = await Registry.GetModelVersionAsync("iris", "01");
        Assert.Equal(("iris", "1", "s3://bucket/model", "text"), (version.Name, version.Version, version.Source, version.Description));
        Assert.Equal(("0123456789abcdef0123456789abcdef", "http://host/run", "None", ModelVersionStatus.Ready), (version.RunId, version.RunLink, version.CurrentStage, version.Status));
        Assert.Equal(new Dictionary<string, string> { ["a/b"] = "1" }, version.Tags);
        Assert.Equal((created.CreationTime, created.Version), (version.LastUpdatedTime, version.Version));
        Assert.Equal("s3://bucket/model", await Registry.GetModelVersionDownloadUriAsync("iris", "1"));
        Assert.Equal("1", Assert.Single((await Registry.GetRegisteredModelAsync("iris")).LatestVersions).Version);
    }

    [Fact]
    public async Task A_source_that_is_another_version_or_a_logged_model_is_resolved_once()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await CreateVersionAsync("iris", "s3://bucket/model");
        var run = await CreateRunIdAsync();
        var model = await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "forest", SourceRunId = run });

        var copy = await CreateVersionAsync("iris", "models:/iris/1");
        var logged = await CreateVersionAsync("iris", "models:/" + model.ModelId);

        Assert.Equal("models:/iris/1", copy.Source);
        Assert.Equal("s3://bucket/model", await Registry.GetModelVersionDownloadUriAsync("iris", copy.Version));
        Assert.Equal(model.ArtifactLocation, await Registry.GetModelVersionDownloadUriAsync("iris", logged.Version));
        Assert.Equal(run, logged.RunId);
        if (IsServer)
        {
            await MissesAsync("Model Version (name=iris, version=9) not found", async () => await CreateVersionAsync("iris", "models:/iris/9"));
            await MissesAsync("Registered Model with name=none not found", async () => await CreateVersionAsync("none"));
            return;
        }

        await RefusesAsync(
            MlTrackErrorCode.InternalError,
            "Unable to fetch model from model URI source artifact location 'models:/iris/9'.Error: Model Version (name=iris, version=9) not found",
            async () => await CreateVersionAsync("iris", "models:/iris/9"));
        await RefusesAsync(
            MlTrackErrorCode.InternalError,
            "Model Version creation error (name=none). Error: Registered Model with name=none not found. Giving up after 3 attempts.",
            async () => await CreateVersionAsync("none"));
    }

    [Fact]
    public async Task Numbers_are_not_used_again_after_a_version_is_deleted()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await CreateVersionAsync("iris");
        await CreateVersionAsync("iris");
        await Registry.SetRegisteredModelAliasAsync("iris", "champion", "2");

        await Registry.DeleteModelVersionAsync("iris", "2");

        Assert.Equal("3", (await CreateVersionAsync("iris")).Version);
        const string message = "Model Version (name=iris, version=2) not found";
        await MissesAsync(message, async () => await Registry.GetModelVersionAsync("iris", "2"));
        await MissesAsync(message, async () => await Registry.DeleteModelVersionAsync("iris", "2"));
        await MissesAsync(message, async () => await Registry.SetModelVersionTagAsync("iris", "2", new RunTag("a", "b")));
        await MissesAsync(message, async () => await Registry.DeleteModelVersionTagAsync("iris", "2", "a"));
        await MissesAsync(message, async () => await Registry.UpdateModelVersionAsync("iris", "2", "x"));
        await MissesAsync(message, async () => await Registry.TransitionModelVersionStageAsync("iris", "2", "Staging"));
        await MissesAsync(message, async () => await Registry.SetRegisteredModelAliasAsync("iris", "champion", "2"));
        Assert.Empty((await Registry.GetRegisteredModelAsync("iris")).Aliases);
        await RefusesValueAsync("Registered model alias champion not found.", async () => await Registry.GetModelVersionByAliasAsync("iris", "champion"));
    }

    [Fact]
    public async Task Many_versions_made_at_once_get_a_number_each()
    {
        var store = Registry;
        await store.CreateRegisteredModelAsync("iris");

        var versions = await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            await Task.Yield();
            return (await store.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/x" })).Version;
        }));

        Assert.Equal(Enumerable.Range(1, 24), versions.Select(version => int.Parse(version, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Description_and_tags_of_a_version_change()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await CreateVersionAsync("iris", tags: [new("gone", "x")]);

        Assert.Equal("new", (await Registry.UpdateModelVersionAsync("iris", "1", "new")).Description);
        await Registry.SetModelVersionTagAsync("iris", "1", new RunTag("auc", "0.9"));
        await Registry.DeleteModelVersionTagAsync("iris", "1", "gone");
        await Registry.DeleteModelVersionTagAsync("iris", "1", "gone");

        Assert.Equal(new Dictionary<string, string> { ["auc"] = "0.9" }, (await Registry.GetModelVersionAsync("iris", "1")).Tags);
        await RefusesValueAsync("Parameter 'version' must be an integer, got 'x'.", async () => await Registry.GetModelVersionAsync("iris", "x"));
        if (IsServer)
        {
            // MLflow's API takes a text that is not given for one to remove.
            Assert.True(string.IsNullOrEmpty((await Registry.UpdateModelVersionAsync("iris", "1", null)).Description));
            return;
        }

        await RefusesAsync(
            MlTrackErrorCode.InternalError,
            "Attempting to update model version with no new field values.",
            async () => await Registry.UpdateModelVersionAsync("iris", "1", null));
    }

    [Fact]
    public async Task An_alias_points_to_one_version_and_moves()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await CreateVersionAsync("iris");
        await CreateVersionAsync("iris");

        await Registry.SetRegisteredModelAliasAsync("iris", "champion", "1");
        await Registry.SetRegisteredModelAliasAsync("iris", "champion", "2");
        await Registry.SetRegisteredModelAliasAsync("iris", "best", "2");

        Assert.Equal("2", (await Registry.GetModelVersionByAliasAsync("iris", "champion")).Version);
        Assert.Equal("2", (await Registry.GetModelVersionByAliasAsync("iris", "LATEST")).Version);
        Assert.Equal(["best", "champion"], (await Registry.GetModelVersionAsync("iris", "2")).Aliases);
        Assert.Empty((await Registry.GetModelVersionAsync("iris", "1")).Aliases);
        await Registry.DeleteRegisteredModelAliasAsync("iris", "champion");
        await Registry.DeleteRegisteredModelAliasAsync("iris", "champion");
        Assert.Equal(new Dictionary<string, string> { ["best"] = "2" }, (await Registry.GetRegisteredModelAsync("iris")).Aliases);
    }

    [Theory]
    [InlineData("", "Registered model alias name cannot be empty.")]
    [InlineData("a b", "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-).")]
    [InlineData("Latest", "'latest' alias name (case insensitive) is reserved.")]
    [InlineData("v12", "Version alias name 'v12' is reserved.")]
    public async Task An_alias_that_MLflow_refuses_is_refused_with_its_message(string alias, string message)
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await CreateVersionAsync("iris");

        await RefusesValueAsync(IfServer(alias.Length == 0, "alias", message), async () => await Registry.SetRegisteredModelAliasAsync("iris", alias, "1"));
    }

    [Fact]
    public async Task Stages_are_kept_and_the_latest_of_each_is_found()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        for (var i = 0; i < 4; i++)
        {
            await CreateVersionAsync("iris");
        }

        Assert.Equal("Production", (await Registry.TransitionModelVersionStageAsync("iris", "1", "production")).CurrentStage);
        await Registry.TransitionModelVersionStageAsync("iris", "2", "Production", archiveExistingVersions: true);

        Assert.Equal("Archived", (await Registry.GetModelVersionAsync("iris", "1")).CurrentStage);
        Assert.Equal(["1", "2", "4"], (await Registry.GetLatestVersionsAsync("iris")).Select(version => version.Version).Order(StringComparer.Ordinal));
        Assert.Equal("2", Assert.Single(await Registry.GetLatestVersionsAsync("iris", ["PRODUCTION"])).Version);
        Assert.Empty(await Registry.GetLatestVersionsAsync("iris", ["Staging"]));
        await RefusesValueAsync(
            "Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.",
            async () => await Registry.TransitionModelVersionStageAsync("iris", "1", "Live"));
        await RefusesInternallyAsync(
            "Model version transition cannot archive existing model versions because 'Archived' is not an Active stage. Valid stages are ['Staging', 'Production']",
            async () => await Registry.TransitionModelVersionStageAsync("iris", "1", "Archived", archiveExistingVersions: true));
    }

    [Fact]
    public async Task Versions_are_searched_in_pages()
    {
        await Registry.CreateRegisteredModelAsync("iris");
        await Registry.CreateRegisteredModelAsync("other");
        for (var i = 0; i < 3; i++)
        {
            await CreateVersionAsync("iris", "s3://bucket/" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), [new("even", (i % 2 == 0).ToString())]);
        }

        await CreateVersionAsync("other");

        var query = new SearchRegistryQuery { Filter = "name = 'iris'", OrderBy = ["version_number ASC"], MaxResults = 2 };
        var first = await Registry.SearchModelVersionsAsync(query);
        var second = await Registry.SearchModelVersionsAsync(query with { PageToken = first.NextPageToken });
        Assert.Equal(["1", "2", "3"], first.Items.Concat(second.Items).Select(version => version.Version));
        Assert.Null(second.NextPageToken);
        var even = await Registry.SearchModelVersionsAsync(new SearchRegistryQuery { Filter = "tags.even = 'True'", OrderBy = ["version_number DESC"] });
        Assert.Equal(["3", "1"], even.Items.Select(version => version.Version));
        var bySource = await Registry.SearchModelVersionsAsync(new SearchRegistryQuery { Filter = "source_path = 's3://bucket/1'" });
        Assert.Equal("2", Assert.Single(bySource.Items).Version);
    }
}
