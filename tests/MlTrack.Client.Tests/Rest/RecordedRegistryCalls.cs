using System.Globalization;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;
using static MlTrack.Tests.Rest.RecordedCalls;

namespace MlTrack.Tests.Rest;

/// <summary>The calls of a model registry that belong to recorded requests.</summary>
internal static class RecordedRegistryCalls
{
    internal static IReadOnlyDictionary<string, Func<IModelRegistryStore, RecordedExchange, Task<object?>>> All { get; } =
        new Dictionary<string, Func<IModelRegistryStore, RecordedExchange, Task<object?>>>(StringComparer.Ordinal)
        {
            ["POST registered-models/create"] = (store, e) => Model<RegisteredModelRequestMessage>(e, m =>
                store.CreateRegisteredModelAsync(m.Name ?? "", WireEntries.ToTags(m.Tags), m.Description)),
            ["GET registered-models/get"] = async (store, e) => Answer(await store.GetRegisteredModelAsync(e.Query["name"])),
            ["PATCH registered-models/update"] = (store, e) => Model<RegisteredModelRequestMessage>(e, m => store.UpdateRegisteredModelAsync(m.Name ?? "", m.Description)),
            ["POST registered-models/rename"] = (store, e) => Model<RegisteredModelRequestMessage>(e, m => store.RenameRegisteredModelAsync(m.Name ?? "", m.NewName ?? "")),
            ["DELETE registered-models/delete"] = (store, e) => With<RegisteredModelRequestMessage>(e, m => store.DeleteRegisteredModelAsync(m.Name ?? "")),
            ["GET registered-models/search"] = async (store, e) =>
            {
                var page = await store.SearchRegisteredModelsAsync(Query(e));
                return new RegisteredModelsAnswer { RegisteredModels = List(page.Items.Select(WireRegistry.ToMessage)), NextPageToken = page.NextPageToken };
            },
            ["POST registered-models/get-latest-versions"] = async (store, e) =>
            {
                var m = Body<LatestVersionsMessage>(e);
                return new ModelVersionsAnswer { ModelVersions = WireRegistry.ToMessages(await store.GetLatestVersionsAsync(m.Name ?? "", m.Stages)) };
            },
            ["POST registered-models/set-tag"] = (store, e) => With<RegistryTagMessage>(e, m => store.SetRegisteredModelTagAsync(m.Name ?? "", new RunTag(m.Key ?? "", m.Value ?? ""))),
            ["DELETE registered-models/delete-tag"] = (store, e) => With<RegistryTagMessage>(e, m => store.DeleteRegisteredModelTagAsync(m.Name ?? "", m.Key ?? "")),
            ["POST registered-models/alias"] = (store, e) => With<RegistryAliasMessage>(e, m => store.SetRegisteredModelAliasAsync(m.Name ?? "", m.Alias ?? "", m.Version ?? "")),
            ["GET registered-models/alias"] = async (store, e) => Answer(await store.GetModelVersionByAliasAsync(e.Query["name"], e.Query["alias"])),
            ["DELETE registered-models/alias"] = (store, e) => With<RegistryAliasMessage>(e, m => store.DeleteRegisteredModelAliasAsync(m.Name ?? "", m.Alias ?? "")),
            ["POST model-versions/create"] = (store, e) => Version<CreateModelVersionMessage>(e, m =>
                store.CreateModelVersionAsync(WireRegistry.ToRequest(m) with { Description = m.Description })),
            ["GET model-versions/get"] = async (store, e) => Answer(await store.GetModelVersionAsync(e.Query["name"], e.Query["version"])),
            ["PATCH model-versions/update"] = (store, e) => Version<ModelVersionRequestMessage>(e, m => store.UpdateModelVersionAsync(m.Name ?? "", m.Version ?? "", m.Description)),
            ["POST model-versions/transition-stage"] = (store, e) => Version<ModelVersionRequestMessage>(e, m =>
                store.TransitionModelVersionStageAsync(m.Name ?? "", m.Version ?? "", m.Stage ?? "", m.ArchiveExistingVersions ?? false)),
            ["DELETE model-versions/delete"] = (store, e) => With<ModelVersionRequestMessage>(e, m => store.DeleteModelVersionAsync(m.Name ?? "", m.Version ?? "")),
            ["GET model-versions/search"] = async (store, e) =>
            {
                var page = await store.SearchModelVersionsAsync(Query(e));
                return new ModelVersionsAnswer { ModelVersions = WireRegistry.ToMessages(page.Items), NextPageToken = page.NextPageToken };
            },
            ["GET model-versions/get-download-uri"] = async (store, e) =>
                new DownloadUriAnswer { ArtifactUri = await store.GetModelVersionDownloadUriAsync(e.Query["name"], e.Query["version"]) },
            ["POST model-versions/set-tag"] = (store, e) => With<RegistryTagMessage>(e, m => store.SetModelVersionTagAsync(m.Name ?? "", m.Version ?? "", new RunTag(m.Key ?? "", m.Value ?? ""))),
            ["DELETE model-versions/delete-tag"] = (store, e) => With<RegistryTagMessage>(e, m => store.DeleteModelVersionTagAsync(m.Name ?? "", m.Version ?? "", m.Key ?? "")),
        };

    private static async Task<object?> Model<T>(RecordedExchange exchange, Func<T, ValueTask<RegisteredModel>> call)
        where T : class, new() => Answer(await call(Body<T>(exchange)));

    private static async Task<object?> Version<T>(RecordedExchange exchange, Func<T, ValueTask<ModelVersion>> call)
        where T : class, new() => Answer(await call(Body<T>(exchange)));

    private static RegisteredModelAnswer Answer(RegisteredModel model) => new() { RegisteredModel = WireRegistry.ToMessage(model) };

    private static ModelVersionAnswer Answer(ModelVersion version) => new() { ModelVersion = WireRegistry.ToMessage(version) };

    private static SearchRegistryQuery Query(RecordedExchange exchange) => new()
    {
        Filter = exchange.Query.GetValueOrDefault("filter"),
        MaxResults = exchange.Query.TryGetValue("max_results", out var size) ? int.Parse(size, CultureInfo.InvariantCulture) : null,
        OrderBy = exchange.Query.TryGetValue("order_by", out var order) ? [order] : [],
        PageToken = exchange.Query.GetValueOrDefault("page_token"),
    };
}
