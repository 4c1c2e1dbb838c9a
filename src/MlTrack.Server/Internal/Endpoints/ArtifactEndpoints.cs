using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Artifacts of a run or a logged model, by its id.</summary>
internal static class ArtifactEndpoints
{
    private const int MaxUpload = 10 << 20;
    private const string OneModel = "logged-models/{model_id}/artifacts/";

    internal static void Add(RouteTable table)
    {
        table.Add<ListArtifactsMessage, ListArtifactsAnswer>(
            "GET", "artifacts/list", "run_id!:text path:text page_token:text", m => Access.Run(m.RunId, Capability.Read), ListAsync);
        table.Add(new ApiRoute("GET", "/get-artifact", "get-artifact", RouteTraits.File, GetAsync));
        table.Add(new ApiRoute("POST", RouteTable.Ajax + "upload-artifact", "upload-artifact", RouteTraits.File, UploadAsync));
        foreach (var start in new[] { RouteTable.Api, RouteTable.Ajax })
        {
            table.Add(new ApiRoute("GET", start + OneModel + "directories", "logged-models/directories", RouteTraits.None, ListModelAsync) { AnswerType = typeof(ListArtifactsAnswer) });
        }

        table.Add(new ApiRoute("GET", RouteTable.Ajax + OneModel + "files", "logged-models/files", RouteTraits.File, GetFromModelAsync));
        table.Add<PresignedUrlMessage>(
            "POST", "artifacts/presigned-upload-url", "run_id:text model_id:text path!:text expiration:integer", AccessOfUpload, PresignUploadAsync);
        table.Add<PresignedUrlMessage>(
            "POST", "artifacts/presigned-download-url", "run_id!:text path!:text expiration:integer", m => Access.Run(m.RunId, Capability.Read), PresignDownloadAsync);
    }

    private static async Task<ListArtifactsAnswer> ListAsync(Call call, ListArtifactsMessage message)
    {
        var path = ArtifactRouter.Check(message.Path);
        var run = (await call.Store.GetRunAsync(message.RunId!, call.Gone).ConfigureAwait(false)).Info;
        var root = await call.Core.Artifacts.FindInRunAsync(run, "", call.Gone).ConfigureAwait(false);
        return new ListArtifactsAnswer
        {
            RootUri = call.Core.Locations.Show(run).ArtifactUri,
            Files = await ListBelowAsync(call, root, path).ConfigureAwait(false),
        };
    }

    private static async Task ListModelAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var path = ArtifactRouter.Check(call.Query("artifact_directory_path"));
        await call.DemandAsync(Access.Model(id, Capability.Read)).ConfigureAwait(false);
        var model = await call.Store.GetLoggedModelAsync(id!, allowDeleted: false, call.Gone).ConfigureAwait(false);
        var root = await call.Core.Artifacts.FindInModelAsync(model, "", call.Gone).ConfigureAwait(false);
        await call.AnswerAsync(new ListArtifactsAnswer
        {
            RootUri = call.Core.Locations.Show(model).ArtifactLocation,
            Files = await ListBelowAsync(call, root, path).ConfigureAwait(false),
        }).ConfigureAwait(false);
    }

    private static async Task GetAsync(Call call)
    {
        var id = call.Query("run_id") ?? call.Query("run_uuid");
        if (string.IsNullOrEmpty(id))
        {
            throw WireFaults.Missing("run_id");
        }

        var path = ArtifactRouter.Check(call.Query("path") ?? throw WireFaults.Missing("path"));
        await call.DemandAsync(Access.Run(id, Capability.Read)).ConfigureAwait(false);
        var run = (await call.Store.GetRunAsync(id, call.Gone).ConfigureAwait(false)).Info;
        var place = await call.Core.Artifacts.FindInRunAsync(run, path, call.Gone).ConfigureAwait(false);
        call.Http.Response.Headers.CacheControl = "no-cache";
        await ArtifactFiles.SendAsync(call, place, ArtifactFiles.FolderFault).ConfigureAwait(false);
    }

    private static async Task GetFromModelAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var path = ArtifactRouter.Check(call.Query("artifact_file_path")
            ?? throw new MlTrackException(MlTrackErrorCode.BadRequest, "Request must include the \"artifact_file_path\" query parameter."));
        await call.DemandAsync(Access.Model(id, Capability.Read)).ConfigureAwait(false);
        var model = await call.Store.GetLoggedModelAsync(id!, allowDeleted: false, call.Gone).ConfigureAwait(false);
        var place = await call.Core.Artifacts.FindInModelAsync(model, path, call.Gone).ConfigureAwait(false);
        await ArtifactFiles.SendAsync(call, place, ArtifactFiles.FolderFault).ConfigureAwait(false);
    }

    private static async Task UploadAsync(Call call)
    {
        var id = call.Query("run_uuid") is { Length: > 0 } given ? given : throw BindingFaults.Invalid("Request must specify run_uuid.");
        var path = ArtifactRouter.Check(call.Query("path") is { Length: > 0 } text ? text : throw BindingFaults.Invalid("Request must specify path."));
        if (call.Http.Request.ContentLength is 0 || (call.Http.Request.ContentLength is null && !call.Http.Request.Headers.ContainsKey("Transfer-Encoding")))
        {
            throw BindingFaults.Invalid("Request must specify data.");
        }

        if (call.Http.Request.ContentLength > MaxUpload)
        {
            throw BindingFaults.Invalid("Artifact size is too large. Max size is 10MB.");
        }

        await call.DemandAsync(Access.Run(id, Capability.Update)).ConfigureAwait(false);
        var run = (await call.Store.GetRunAsync(id, call.Gone).ConfigureAwait(false)).Info;
        var place = await call.Core.Artifacts.FindInRunAsync(run, path, call.Gone).ConfigureAwait(false);
        await ArtifactFiles.TakeAsync(call, place, MaxUpload).ConfigureAwait(false);
        call.Http.Response.ContentType = Answers.Json;
        call.Http.Response.ContentLength = 0;
    }

    // Direct addresses of an object store: there is none behind this server, so that only the checks and their words are left.
    private static ValueTask PresignUploadAsync(Call call, PresignedUrlMessage message)
    {
        CheckExpiration(message);
        throw BindingFaults.Invalid(
            $"Presigned upload is not supported for proxied artifact storage (artifact URI scheme: {ArtifactLocations.Scheme[..^1]}). This endpoint requires a direct cloud storage artifact URI.");
    }

    private static ValueTask PresignDownloadAsync(Call call, PresignedUrlMessage message)
    {
        CheckExpiration(message);
        throw BindingFaults.Invalid(
            $"Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: {ArtifactLocations.Scheme[..^1]}). This endpoint requires a run with a direct cloud storage artifact URI.");
    }

    private static void CheckExpiration(PresignedUrlMessage message)
    {
        const long Longest = 604_800;
        if (message.Expiration is { } seconds && seconds is < 1 or > Longest)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant($"expiration must be between 1 and {Longest} seconds (got {message.Expiration})."));
        }
    }

    private static Access AccessOfUpload(PresignedUrlMessage message) => string.IsNullOrEmpty(message.RunId) == string.IsNullOrEmpty(message.ModelId)
        ? throw BindingFaults.Invalid("Exactly one of run_id and model_id must be provided.")
        : string.IsNullOrEmpty(message.RunId) ? Access.Model(message.ModelId, Capability.Update) : Access.Run(message.RunId, Capability.Update);

    // Listed from the run's own root, whatever lies above it in the repository.
    private static async Task<List<FileInfoMessage>?> ListBelowAsync(Call call, ArtifactPlace root, string path)
    {
        var folder = root.Path.Length == 0 ? path : path.Length == 0 ? root.Path : root.Path + "/" + path;
        var files = await ArtifactFiles.ListAsync(call, root with { Path = folder }, namesOnly: false).ConfigureAwait(false);
        files?.ForEach(file => file.Path = root.Path.Length == 0 ? file.Path : file.Path![(root.Path.Length + 1)..]);
        return files;
    }
}
