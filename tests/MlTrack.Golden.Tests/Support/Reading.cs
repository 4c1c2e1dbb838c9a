using System.Text.Json.Nodes;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests.Support;

/// <summary>Reads a tree through the store, in the form of the recordings: an error is its code.</summary>
public static class Reading
{
    public static ITrackingStore Open(GoldenCase golden) => TrackingStores.Open(golden.Root);

    public static Task<JsonNode?> Experiment(ITrackingStore store, string id) => Try(async () => Shape.Of(await store.GetExperimentAsync(id)));

    public static Task<JsonNode?> Run(ITrackingStore store, string id) => Try(async () => Shape.Of(await store.GetRunAsync(id)));

    public static Task<JsonNode?> Model(ITrackingStore store, string id, bool allowDeleted = false) =>
        Try(async () => Shape.Of(await store.GetLoggedModelAsync(id, allowDeleted)));

    public static Task<JsonNode?> RunArtifacts(ITrackingStore store, string id) => Try(async () =>
        await Shape.OfAsync(await ((IArtifactRepositoryProvider)store).GetRunArtifactsAsync((await store.GetRunAsync(id)).Info)));

    public static Task<JsonNode?> ModelArtifacts(ITrackingStore store, string id) => Try(async () =>
        await Shape.OfAsync(await ((IArtifactRepositoryProvider)store).GetModelArtifactsAsync(await store.GetLoggedModelAsync(id, allowDeleted: true))));

    public static Task<JsonNode?> History(ITrackingStore store, string runId, string key) => Try(async () =>
    {
        var points = new JsonArray();
        await foreach (var point in store.GetMetricHistoryAsync(runId, key))
        {
            points.Add(Shape.OfPoint(point));
        }

        return points;
    });

    public static async Task<List<string>> RunIds(ITrackingStore store, string experimentId, ViewType view)
    {
        var page = await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = [experimentId], ViewType = view, MaxResults = 50_000 });
        return [.. page.Items.Select(run => run.Info.RunId)];
    }

    public static async Task<List<string>> ExperimentIds(ITrackingStore store, ViewType view)
    {
        var page = await store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = view, MaxResults = 50_000 });
        return [.. page.Items.Select(experiment => experiment.ExperimentId)];
    }

    public static async Task<List<string>> ModelIds(ITrackingStore store, string experimentId)
    {
        var page = await store.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = [experimentId], MaxResults = 50_000 });
        return [.. page.Items.Select(model => model.ModelId)];
    }

    private static async Task<JsonNode?> Try(Func<Task<JsonNode?>> read)
    {
        try
        {
            return await read();
        }
        catch (MlTrackException e)
        {
            return new JsonObject { ["error"] = new JsonObject { ["error_code"] = e.ErrorCodeText } };
        }
    }

    private static Task<JsonNode?> Try<T>(Func<Task<T>> read)
        where T : JsonNode => Try(async () => (JsonNode?)await read());
}
