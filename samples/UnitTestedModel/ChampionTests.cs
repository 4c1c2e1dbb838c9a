using MlTrack.Models;
using MlTrack.Testing;

namespace UnitTestedModel;

/// <summary>A new model against the one in use. In a project of yours the registry is that of your server, and the champion is there already.</summary>
public sealed class ChampionTests
{
    private const string Champion = "models:/tumour@champion";

    [Fact]
    public async Task A_new_model_is_not_worse_than_the_champion()
    {
        await using var registry = TestStore.InTemporaryFolder();
        await RegisterChampionAsync(registry);
        await using var store = TestStore.InMemory();
        await using var run = await store.StartRunAsync();

        new TumourModel().Train(run);

        run.Should().HaveMetric("roc_auc").NotWorseThan(Champion, tolerance: 0.005, registry.Client)
            .And.HaveMetric("log_loss").NotWorseThan(Champion, tolerance: 0.02, registry.Client);
    }

    [Fact]
    public async Task The_first_model_has_no_champion_to_beat()
    {
        await using var store = TestStore.InMemory();
        await using var run = await store.StartRunAsync();

        new TumourModel().Train(run);

        run.Should().HaveMetric("roc_auc").NotWorseThan(Champion);
    }

    private static async Task RegisterChampionAsync(TestStore registry)
    {
        await using var run = await registry.StartRunAsync("champion");
        var model = new TumourModel { Iterations = 100 };
        model.Train(run);
        var logged = await run.LogModelAsync("tumour", model.ToFlavor(), new LogModelOptions { RegisteredModelName = "tumour" });
        await registry.Client.SetRegisteredModelAliasAsync("tumour", "champion", logged.Version!.Version);
    }
}
