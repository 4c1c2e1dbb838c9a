using System.Globalization;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations on versions of registered models.</summary>
internal static class VersionEndpoints
{
    private const string Versions = "model-versions/";
    private const string One = "name!:text version!:text";

    internal static void Add(RouteTable table)
    {
        table.Add<CreateModelVersionMessage, ModelVersionAnswer>(
            "POST",
            Versions + "create",
            "name!:text source!:text run_id:text tags:array run_link:text description:text model_id:text",
            m => Access.Registered(m.Name, Capability.Update),
            CreateAsync);
        table.Add<ModelVersionRequestMessage, ModelVersionAnswer>("GET", Versions + "get", One, Read, async (call, message) =>
            Answer(await Store(call).GetModelVersionAsync(message.Name!, message.Version!, call.Gone).ConfigureAwait(false)));
        table.Add<ModelVersionRequestMessage, DownloadUriAnswer>("GET", Versions + "get-download-uri", "", Read, async (call, message) =>
            new DownloadUriAnswer { ArtifactUri = await LocateAsync(call, message.Name ?? "", message.Version ?? "").ConfigureAwait(false) });
        table.Add<ModelVersionRequestMessage, ModelVersionAnswer>("PATCH", Versions + "update", One + " description:text", Update, async (call, message) =>
            Answer(await Store(call).UpdateModelVersionAsync(message.Name!, message.Version!, message.Description ?? "", CancellationToken.None).ConfigureAwait(false)));
        table.Add<ModelVersionRequestMessage, ModelVersionAnswer>("POST", Versions + "transition-stage", One + " stage!:text", Update, async (call, message) =>
            Answer(await Store(call).TransitionModelVersionStageAsync(
                message.Name!, message.Version!, message.Stage!, message.ArchiveExistingVersions ?? false, CancellationToken.None).ConfigureAwait(false)));
        table.Add<ModelVersionRequestMessage>("DELETE", Versions + "delete", One, m => Access.Registered(m.Name, Capability.Delete), (call, message) =>
            Store(call).DeleteModelVersionAsync(message.Name!, message.Version!, CancellationToken.None));
        table.Add<SearchRegistryMessage, ModelVersionsAnswer>(
            "GET", Versions + "search", "filter:text max_results:integer<=200000 order_by:textarray page_token:text", _ => Access.User, SearchAsync);
        table.Add<RegistryTagMessage>("POST", Versions + "set-tag", One + " key!:text value:text", m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            Store(call).SetModelVersionTagAsync(message.Name!, message.Version!, new RunTag(message.Key!, message.Value ?? ""), CancellationToken.None));
        table.Add<RegistryTagMessage>("DELETE", Versions + "delete-tag", One + " key!:text", m => Access.Registered(m.Name, Capability.Update), (call, message) =>
            Store(call).DeleteModelVersionTagAsync(message.Name!, message.Version!, message.Key!, CancellationToken.None));
        table.Add(new ApiRoute("GET", "/model-versions/get-artifact", "model-versions/get-artifact", RouteTraits.File, GetArtifactAsync));
    }

    internal static ModelVersionAnswer Answer(ModelVersion version) => new() { ModelVersion = WireRegistry.ToMessage(version) };

    private static IModelRegistryStore Store(Call call) => RegistryEndpoints.Store(call);

    private static async Task<ModelVersionAnswer> CreateAsync(Call call, CreateModelVersionMessage message)
    {
        await VersionSource.CheckAsync(call, message).ConfigureAwait(false);
        var version = await Store(call).CreateModelVersionAsync(WireRegistry.ToRequest(message), CancellationToken.None).ConfigureAwait(false);
        if (WireEntries.NullIfEmpty(message.ModelId) is { } id)
        {
            await TellModelAsync(call, id, version).ConfigureAwait(false);
        }

        return Answer(version);
    }

    // The logged model keeps a list of what was registered from it.
    private static async Task TellModelAsync(Call call, string modelId, ModelVersion version)
    {
        await call.Core.ReadModifyWrite.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var model = await call.Store.GetLoggedModelAsync(modelId, allowDeleted: false, CancellationToken.None).ConfigureAwait(false);
            model.Tags.TryGetValue(ModelVersionsTag.Key, out var before);
            var after = ModelVersionsTag.Add(before, version.Name, long.Parse(version.Version, CultureInfo.InvariantCulture));
            await call.Store.SetLoggedModelTagsAsync(modelId, [new RunTag(ModelVersionsTag.Key, after)], CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            call.Core.ReadModifyWrite.Release();
        }
    }

    private static async Task<ModelVersionsAnswer> SearchAsync(Call call, SearchRegistryMessage message)
    {
        const int DefaultSize = 200_000;
        var query = WireRegistry.ToQuery(message);
        var (items, token) = await VisiblePages.ReadAsync(
            query.MaxResults ?? DefaultSize,
            query.PageToken,
            (size, page) => Store(call).SearchModelVersionsAsync(query with { MaxResults = size, PageToken = page }, call.Gone),
            version => call.Core.Gate.MayRead(call, Rights.RegisteredModels, version.Name),
            call.Core.Gate.ShowsAll(call)).ConfigureAwait(false);
        return new ModelVersionsAnswer { ModelVersions = WireRegistry.ToMessages(items), NextPageToken = token };
    }

    // The place of a logged model lies on the server's own disk, and is told as it is told of the model itself.
    private static async Task<string> LocateAsync(Call call, string name, string version)
    {
        var uri = await Store(call).GetModelVersionDownloadUriAsync(name, version, call.Gone).ConfigureAwait(false);
        if (!call.Options.ServeArtifacts || !ArtifactLocations.IsLocal(uri))
        {
            return uri;
        }

        var found = await Store(call).GetModelVersionAsync(name, version, call.Gone).ConfigureAwait(false);
        var id = found.ModelId ?? (found.Source is { } source && ModelUri.IsModels(source) ? ModelUri.Parse(source).ModelId : null);
        return id is null || !VersionSource.IsLoggedModel(id) ? uri : call.Core.Locations.Show(await call.Store.GetLoggedModelAsync(id, allowDeleted: true, call.Gone).ConfigureAwait(false)).ArtifactLocation;
    }

    private static async Task GetArtifactAsync(Call call)
    {
        var name = Required(call, "name");
        var version = Required(call, "version");
        var path = ArtifactRouter.Check(Required(call, "path"));
        await call.DemandAsync(Access.Registered(name, Capability.Read)).ConfigureAwait(false);
        var uri = await LocateAsync(call, name, version).ConfigureAwait(false);
        call.Http.Response.Headers.CacheControl = "no-cache";
        await ArtifactFiles.SendAsync(call, await FindAsync(call, uri, path).ConfigureAwait(false), ArtifactFiles.FolderFault).ConfigureAwait(false);
    }

    private static async ValueTask<ArtifactPlace> FindAsync(Call call, string uri, string path)
    {
        if (ArtifactRouter.ProxiedPath(uri) is { } shown)
        {
            return await call.Core.Artifacts.FindAsync(ArtifactRouter.Join(shown, path), call.Gone).ConfigureAwait(false);
        }

        if (RunUri.IsRuns(uri))
        {
            var source = RunUri.Parse(uri);
            var run = (await call.Store.GetRunAsync(source.RunId, call.Gone).ConfigureAwait(false)).Info;
            return await call.Core.Artifacts.FindInRunAsync(run, ArtifactRouter.Join(ArtifactRouter.Check(source.Path), path), call.Gone).ConfigureAwait(false);
        }

        return ArtifactLocations.IsLocal(uri)
            ? throw Binding.BindingFaults.Invalid("These artifacts lie at a place of the server's disk that it does not serve.")
            : new ArtifactPlace(ArtifactRepositories.Open(uri), path, path);
    }

    private static string Required(Call call, string name) => call.Query(name) is { Length: > 0 } value ? value : throw WireFaults.Missing(name);

    private static Access Read(ModelVersionRequestMessage message) => Access.Registered(message.Name, Capability.Read);

    private static Access Update(ModelVersionRequestMessage message) => Access.Registered(message.Name, Capability.Update);
}
