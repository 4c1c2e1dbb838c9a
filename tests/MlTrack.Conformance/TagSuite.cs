namespace MlTrack.Conformance;

/// <summary>Tags of runs: texts that may be replaced, one of which names the run.</summary>
public abstract class TagSuite : StoreSuite
{
    [Fact]
    public async Task A_tag_is_replaced_and_removed()
    {
        var id = await CreateRunIdAsync();

        await Store.SetTagAsync(id, new RunTag("team", "vision"));
        await Store.SetTagAsync(id, new RunTag("team", "a\r\nb\n"));
        await Store.SetTagAsync(id, new RunTag("gone/for", "x"));
        await Store.DeleteTagAsync(id, "gone/for");

        var tags = (await GetDataAsync(id)).Tags;
        Assert.Equal("a\r\nb\n", tags["team"]);
        Assert.Equal(["mlflow.runName", "team"], tags.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tag_that_is_not_there_cannot_be_removed()
    {
        var id = await CreateRunIdAsync();

        await MissesAsync($"No tag with name: team in run with id {id}", async () => await Store.DeleteTagAsync(id, "team"));
    }

    [Fact]
    public async Task The_tag_of_the_name_renames_the_run()
    {
        var id = (await CreateRunAsync(name: "first")).Info.RunId;

        await Store.SetTagAsync(id, new RunTag("mlflow.runName", "second"));
        Assert.Equal("second", (await Store.GetRunAsync(id)).Info.RunName);

        await Store.SetTagAsync(id, new RunTag("mlflow.runName", ""));
        var run = await Store.GetRunAsync(id);
        Assert.Equal("second", run.Info.RunName);
        Assert.Equal("", run.Data.Tags["mlflow.runName"]);

        await Store.DeleteTagAsync(id, "mlflow.runName");
        run = await Store.GetRunAsync(id);
        Assert.Equal("second", run.Info.RunName);
        Assert.DoesNotContain("mlflow.runName", run.Data.Tags.Keys);
    }

    [Fact]
    public async Task No_tag_is_protected()
    {
        var id = await CreateRunIdAsync();

        await Store.SetTagAsync(id, new RunTag("mlflow.user", "grace"));

        Assert.Equal("grace", (await GetDataAsync(id)).Tags["mlflow.user"]);
    }

    [Fact]
    public async Task A_single_tag_has_no_limit_of_length()
    {
        var id = await CreateRunIdAsync();
        var value = new string('x', 20_000);

        await Store.SetTagAsync(id, new RunTag("long", value));

        // MLflow's servers cut every tag, its file store only those of batches.
        Assert.Equal(IsServer ? value[..8000] : value, (await GetDataAsync(id)).Tags["long"]);
    }

    [Theory]
    [InlineData("x", "x/y", "tag 'x/y' cannot be stored: 'x' is a tag already")]
    [InlineData("x/y", "x", "tag 'x' cannot be stored: there is a tag whose key begins with 'x/' already")]
    public async Task A_key_cannot_be_the_folder_of_another(string first, string second, string message)
    {
        var id = await CreateRunIdAsync();
        await Store.SetTagAsync(id, new RunTag(first, "1"));

        await RefusesValueAsync(message, async () => await Store.SetTagAsync(id, new RunTag(second, "2")));

        Assert.Equal(new[] { first, "mlflow.runName" }.Order(StringComparer.Ordinal), (await GetDataAsync(id)).Tags.Keys.Order(StringComparer.Ordinal));
    }
}
