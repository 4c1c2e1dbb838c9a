namespace MlTrack.Conformance;

/// <summary>Data sets and models that go into runs, models that come out.</summary>
public abstract class InputOutputSuite : StoreSuite
{
    private static readonly Dataset Iris = new()
    {
        Name = "iris", Digest = "c0ffee01", SourceType = "local", Source = "{\"uri\": \"iris.csv\"}",
        Schema = "{\"mlflow_colspec\": []}", Profile = "{\"num_rows\": 150}",
    };

    [Fact]
    public async Task A_data_set_comes_back_with_its_tags()
    {
        var id = await CreateRunIdAsync();

        await Store.LogInputsAsync(id, [Use(Iris, "training"), new DatasetInput { Dataset = new Dataset { Name = "bare", Digest = "1", SourceType = "code", Source = "{}" } }]);

        var inputs = (await Store.GetRunAsync(id)).Inputs.Datasets.OrderBy(input => input.Dataset.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["bare", "iris"], inputs.Select(input => input.Dataset.Name));
        Assert.Equal(Iris, inputs[1].Dataset);
        Assert.Equal("training", inputs[1].Tags[DatasetInput.ContextTag]);
        Assert.Empty(inputs[0].Tags);
        Assert.Null(inputs[0].Dataset.Schema);
        Assert.Null(inputs[0].Dataset.Profile);
    }

    [Fact]
    public async Task The_same_data_set_again_is_ignored_with_its_new_tags()
    {
        var id = await CreateRunIdAsync();

        await Store.LogInputsAsync(id, [Use(Iris, "training")]);
        await Store.LogInputsAsync(id, [Use(Iris, "eval")]);

        var input = Assert.Single((await Store.GetRunAsync(id)).Inputs.Datasets);
        Assert.Equal("training", input.Tags[DatasetInput.ContextTag]);
    }

    [Fact]
    public async Task The_first_description_of_a_data_set_wins_in_its_experiment()
    {
        var first = await CreateRunIdAsync();
        var second = await CreateRunIdAsync();
        var elsewhere = (await CreateRunAsync(await CreateExperimentAsync())).Info.RunId;

        await Store.LogInputsAsync(first, [Use(Iris, "training")]);
        await Store.LogInputsAsync(second, [Use(Iris with { Profile = "{}" }, "eval")]);
        await Store.LogInputsAsync(elsewhere, [Use(Iris with { Profile = "{}" }, "eval")]);

        Assert.Equal(Iris, Assert.Single((await Store.GetRunAsync(second)).Inputs.Datasets).Dataset);
        Assert.Equal("{}", Assert.Single((await Store.GetRunAsync(elsewhere)).Inputs.Datasets).Dataset.Profile);
    }

    [Fact]
    public async Task Models_are_kept_once_and_outputs_with_their_first_step()
    {
        var id = await CreateRunIdAsync();

        await Store.LogInputsAsync(id, null, [new LoggedModelInput("m-a"), new LoggedModelInput("m-b")]);
        await Store.LogInputsAsync(id, null, [new LoggedModelInput("m-a")]);
        await Store.LogOutputsAsync(id, [new LoggedModelOutput("m-c", 7)]);
        await Store.LogOutputsAsync(id, [new LoggedModelOutput("m-c", 8), new LoggedModelOutput("m-d")]);

        var run = await Store.GetRunAsync(id);
        Assert.Equal(["m-a", "m-b"], run.Inputs.Models.Select(model => model.ModelId).Order(StringComparer.Ordinal));
        Assert.Equal(
            [new LoggedModelOutput("m-c", 7), new LoggedModelOutput("m-d", 0)],
            run.Outputs.Models.OrderBy(model => model.ModelId, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Data_sets_are_listed_by_experiment_each_use_once()
    {
        var experiment = await CreateExperimentAsync();
        foreach (var context in new[] { "training", "eval", "training" })
        {
            await Store.LogInputsAsync((await CreateRunAsync(experiment)).Info.RunId, [Use(Iris, context)]);
        }

        await Store.LogInputsAsync(await CreateRunIdAsync(), [Use(Iris with { Digest = "other" }, "training")]);

        var uses = await Store.SearchDatasetsAsync([experiment]);

        Assert.Equal(
            [new DatasetSummary(experiment, "iris", "c0ffee01", "eval"), new DatasetSummary(experiment, "iris", "c0ffee01", "training")],
            uses.OrderBy(use => use.Context, StringComparer.Ordinal));
    }

    private static DatasetInput Use(Dataset dataset, string context) => new()
    {
        Dataset = dataset, Tags = new Dictionary<string, string> { [DatasetInput.ContextTag] = context },
    };
}
