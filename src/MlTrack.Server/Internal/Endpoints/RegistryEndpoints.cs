using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations on registered models.</summary>
internal static class RegistryEndpoints
{
    private const string Name = "name!:text";
    private const string Models = "registered-models/";

    internal static void Add(RouteTable table)
    {
        table.Add<RegisteredModelRequestMessage, RegisteredModelAnswer>("POST", Models + "create", Name + " tags:array description:text", _ => Access.User, CreateAsync);
        table.Add<RegisteredModelRequestMessage, RegisteredModelAnswer>("GET", Models + "get", Name, Read, async (call, message) =>
            Answer(await Store(call).GetRegisteredModelAsync(message.Name!, call.Gone).ConfigureAwait(false)));
        table.Add<RegisteredModelRequestMessage, RegisteredModelAnswer>("PATCH", Models + "update", Name + " description:text", Update, async (call, message) =>
            Answer(await Store(call).UpdateRegisteredModelAsync(message.Name!, message.Description, CancellationToken.None).ConfigureAwait(false)));
        table.Add<RegisteredModelRequestMessage, RegisteredModelAnswer>("POST", Models + "rename", Name + " new_name!:text", Update, RenameAsync);
        table.Add<RegisteredModelRequestMessage>("DELETE", Models + "delete", Name, Delete, (call, message) =>
            Store(call).DeleteRegisteredModelAsync(message.Name!, CancellationToken.None));
        table.Add<SearchRegistryMessage, RegisteredModelsAnswer>(
            "GET", Models + "search", "filter:text max_results:integer<=1000 order_by:textarray page_token:text", _ => Access.User, SearchAsync);
        foreach (var method in new[] { "POST", "GET" })
        {
            table.Add<LatestVersionsMessage, ModelVersionsAnswer>(
                method, Models + "get-latest-versions", Name + " stages:textarray", m => Access.Registered(m.Name, Capability.Read), LatestAsync, RouteTraits.ReadOnly);
        }

        table.Add<RegistryTagMessage>("POST", Models + "set-tag", Name + " key!:text value:text", m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            Store(call).SetRegisteredModelTagAsync(message.Name!, new RunTag(message.Key!, message.Value ?? ""), CancellationToken.None));
        table.Add<RegistryTagMessage>("DELETE", Models + "delete-tag", Name + " key!:text", m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            Store(call).DeleteRegisteredModelTagAsync(message.Name!, message.Key!, CancellationToken.None));
        AddAliases(table);
    }

    /// <summary>The registry beside the runs.</summary>
    internal static IModelRegistryStore Store(Call call) => (call.Store as IModelRegistryProvider)?.ModelRegistry
        ?? throw new MlTrackException(MlTrackErrorCode.NotImplemented, "This server's store has no model registry.");

    private static void AddAliases(RouteTable table)
    {
        const string Alias = Name + " alias!:text";
        table.Add<RegistryAliasMessage>("POST", Models + "alias", Alias + " version!:text", m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            MoveAliasAsync(call, message.Name!, message.Alias!, message.Version));
        table.Add<RegistryAliasMessage, ModelVersionAnswer>("GET", Models + "alias", Alias, m => Access.Registered(m.Name, Capability.Read), async (call, message) =>
            VersionEndpoints.Answer(await Store(call).GetModelVersionByAliasAsync(message.Name!, message.Alias!, call.Gone).ConfigureAwait(false)));
        table.Add<RegistryAliasMessage>("DELETE", Models + "alias", Alias, m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            MoveAliasAsync(call, message.Name!, message.Alias!, version: null));
    }

    // The journal names who logged in, not the server's own account.
    private static ValueTask MoveAliasAsync(Call call, string name, string alias, string? version) => Store(call) switch
    {
        IAliasHistory history => history.MoveAliasAsync(name, alias, version, Gate.UserOf(call)?.Username, CancellationToken.None),
        var store when version is null => store.DeleteRegisteredModelAliasAsync(name, alias, CancellationToken.None),
        var store => store.SetRegisteredModelAliasAsync(name, alias, version, CancellationToken.None),
    };

    private static async Task<RegisteredModelAnswer> CreateAsync(Call call, RegisteredModelRequestMessage message)
    {
        var model = await Store(call).CreateRegisteredModelAsync(message.Name!, WireEntries.ToTags(message.Tags), message.Description, CancellationToken.None).ConfigureAwait(false);
        call.Core.Gate.Own(call, Rights.RegisteredModels, model.Name);
        return Answer(model);
    }

    private static async Task<RegisteredModelAnswer> RenameAsync(Call call, RegisteredModelRequestMessage message)
    {
        var model = await Store(call).RenameRegisteredModelAsync(message.Name!, message.NewName!, CancellationToken.None).ConfigureAwait(false);
        call.Core.Gate.Rename(Rights.RegisteredModels, message.Name!, message.NewName!);
        return Answer(model);
    }

    private static async Task<RegisteredModelsAnswer> SearchAsync(Call call, SearchRegistryMessage message)
    {
        const int DefaultSize = 100;
        var query = WireRegistry.ToQuery(message);
        var (items, token) = await VisiblePages.ReadAsync(
            query.MaxResults ?? DefaultSize,
            query.PageToken,
            (size, page) => Store(call).SearchRegisteredModelsAsync(query with { MaxResults = size, PageToken = page }, call.Gone),
            model => call.Core.Gate.MayRead(call, Rights.RegisteredModels, model.Name),
            call.Core.Gate.ShowsAll(call)).ConfigureAwait(false);
        return new RegisteredModelsAnswer { RegisteredModels = items.Count == 0 ? null : items.ConvertAll(WireRegistry.ToMessage), NextPageToken = token };
    }

    private static async Task<ModelVersionsAnswer> LatestAsync(Call call, LatestVersionsMessage message)
    {
        var stages = message.Stages is { Count: > 0 } given ? given : null;
        return new ModelVersionsAnswer { ModelVersions = WireRegistry.ToMessages(await Store(call).GetLatestVersionsAsync(message.Name!, stages, call.Gone).ConfigureAwait(false)) };
    }

    private static Access Read(RegisteredModelRequestMessage message) => Access.Registered(message.Name, Capability.Read);

    private static Access Update(RegisteredModelRequestMessage message) => Access.Registered(message.Name, Capability.Update);

    private static Access Delete(RegisteredModelRequestMessage message) => Access.Registered(message.Name, Capability.Delete);

    private static RegisteredModelAnswer Answer(RegisteredModel model) => new() { RegisteredModel = WireRegistry.ToMessage(model) };
}
