using System.Globalization;
using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>
/// Large files in parts: MLflow's <c>mlflow-artifacts/mpu</c>. Where MLflow's server sends clients to an object store for the parts, this one takes them itself, at an address that holds a
/// secret, since MLflow's clients send no credentials there.
/// </summary>
internal static class MultipartEndpoints
{
    private const string Service = "/2.0/mlflow-artifacts/mpu/";
    private const string Part = "/api" + Service + "part/{upload}/{number}";
    private const string NotSupported = "Multipart upload is not supported for the current artifact repository";

    private static readonly MessageBinder<MultipartMessage> CreateBinder = new("path!:text num_parts:integer");
    private static readonly MessageBinder<MultipartMessage> CompleteBinder = new("path!:text upload_id:text parts!:array");
    private static readonly MessageBinder<MultipartMessage> AbortBinder = new("path!:text upload_id:text");

    internal static void Add(RouteTable table)
    {
        foreach (var start in new[] { "/api", "/ajax-api" })
        {
            Add(table, start, "create", CreateAsync, typeof(MultipartAnswer));
            Add(table, start, "complete", CompleteAsync, typeof(EmptyMessage));
            Add(table, start, "abort", AbortAsync, typeof(EmptyMessage));
        }

        table.Add(new ApiRoute("PUT", Part, "mlflow-artifacts/mpu/part", RouteTraits.File | RouteTraits.Anonymous | RouteTraits.AnyWorkspace, PartAsync));
    }

    /// <summary>Whether files may be sent to this server in parts.</summary>
    internal static bool IsOffered(Call call) => call.Options.ServeArtifacts && call.Options.MultipartUploads && !IsBehindStranger(call.Http.Request);

    private static void Add(RouteTable table, string start, string step, Func<Call, Task> handler, Type answer)
    {
        var path = start + Service + step;
        foreach (var pattern in new[] { path, path + ProxyEndpoints.AnyFile })
        {
            table.Add(new ApiRoute("POST", pattern, "mlflow-artifacts/mpu/" + step, RouteTraits.AnyPath, handler) { RequestType = typeof(MultipartMessage), AnswerType = answer });
        }
    }

    private static async Task CreateAsync(Call call)
    {
        var (message, path) = await ReadAsync(call, CreateBinder).ConfigureAwait(false);
        if (!IsOffered(call))
        {
            throw new MlTrackException(MlTrackErrorCode.NotImplemented, NotSupported);
        }

        if (message.NumParts is not (>= 1 and <= MultipartUploads.MaxParts))
        {
            throw BindingFaults.Invalid($"Invalid value {message.NumParts?.ToString(CultureInfo.InvariantCulture) ?? "None"} for parameter 'num_parts' supplied. It must be from 1 to {MultipartUploads.MaxParts}.");
        }

        // A place that is not served is refused before anything is sent.
        await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        var (upload, secret) = call.Core.Uploads.Begin(path, Gate.UserOf(call)?.Username, (int)message.NumParts);
        var address = AddressOf(call.Http.Request) + $"{Part[..Part.IndexOf('{', StringComparison.Ordinal)]}{upload.Id}/";
        await call.AnswerAsync(new MultipartAnswer
        {
            UploadId = upload.Id,
            Credentials = [.. Enumerable.Range(1, upload.Parts).Select(number => new MultipartCredentialMessage
            {
                Url = string.Create(CultureInfo.InvariantCulture, $"{address}{number}?secret={secret}"), PartNumber = number, Headers = [],
            })],
        }).ConfigureAwait(false);
    }

    private static async Task PartAsync(Call call)
    {
        await call.DemandAsync(Access.Public).ConfigureAwait(false);
        ProxyEndpoints.RequireService(call);
        UploadNote upload;
        try
        {
            upload = call.Core.Uploads.Get(call.RouteValue("upload"));
        }
        catch (MlTrackException) when (IsStranger(call))
        {
            // Who is not known need not know what there is.
            throw RefusedException.Unauthenticated();
        }

        if (!MultipartUploads.IsSecretOf(upload, call.Query("secret")))
        {
            throw IsStranger(call) ? RefusedException.Unauthenticated() : RefusedException.Forbidden();
        }

        var number = int.TryParse(call.RouteValue("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        if (call.Http.Request.ContentLength > call.Options.MaxArtifactBytes)
        {
            throw LimitedStream.TooLarge(call.Options.MaxArtifactBytes);
        }

        var tag = await call.Core.Uploads.TakeAsync(upload, number, call.Http.Request.Body, call.Gone).ConfigureAwait(false);
        call.Http.Response.Headers.ETag = $"\"{tag}\"";
        call.Http.Response.ContentLength = 0;
    }

    private static async Task CompleteAsync(Call call)
    {
        var (message, path) = await ReadAsync(call, CompleteBinder).ConfigureAwait(false);
        var upload = Find(call, message, path);
        var place = await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        var files = call.Core.Uploads.FilesOf(upload, TagsOf(message.Parts!));
        var content = new PartsStream(files);
        await using (content.ConfigureAwait(false))
        {
            await place.Repository.UploadAsync(content, place.Path, CancellationToken.None).ConfigureAwait(false);
        }

        call.Core.Uploads.End(upload);
        await call.AnswerAsync(EmptyMessage.Instance).ConfigureAwait(false);
    }

    private static async Task AbortAsync(Call call)
    {
        var (message, path) = await ReadAsync(call, AbortBinder).ConfigureAwait(false);
        call.Core.Uploads.End(Find(call, message, path));
        await call.AnswerAsync(EmptyMessage.Instance).ConfigureAwait(false);
    }

    // The folder is in the address, the name in the body; MLflow's client gives the whole path of its own file there, of which the last part counts.
    private static async ValueTask<(MultipartMessage Message, string Path)> ReadAsync(Call call, MessageBinder<MultipartMessage> binder)
    {
        var folder = call.Route.Pattern.EndsWith('}') ? ProxyEndpoints.Sent(call) : "";
        ArtifactRouter.Check(folder);
        var message = await binder.BindAsync(call.Http, call.Options.MaxJsonBytes).ConfigureAwait(false);
        var name = message.Path![(message.Path!.LastIndexOfAny(['/', '\\']) + 1)..];
        var path = name.Length > 0 ? ArtifactRouter.Join(folder, name) : throw BindingFaults.Invalid("Invalid path");
        await call.DemandAsync(Access.Artifact(ArtifactRouter.Check(path), Capability.Update)).ConfigureAwait(false);
        ProxyEndpoints.RequireService(call);
        return (message, ArtifactPathRules.CheckFileForWriting(path));
    }

    private static UploadNote Find(Call call, MultipartMessage message, string path)
    {
        var upload = call.Core.Uploads.Get(message.UploadId);
        return upload.Path == path && upload.User == Gate.UserOf(call)?.Username
            ? upload
            : throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"There is no multipart upload '{message.UploadId}' of '{path}'.");
    }

    private static List<string> TagsOf(List<MultipartPartMessage> parts)
    {
        var tags = new List<string>(parts.Count);
        foreach (var part in parts.OrderBy(part => part?.PartNumber ?? 0))
        {
            if (part?.PartNumber != tags.Count + 1)
            {
                throw BindingFaults.Invalid("Each part must be named once, by its number from 1 on.");
            }

            tags.Add(part.Etag?.Trim('"') ?? "");
        }

        return tags;
    }

    // The address under which the client has reached this operation; its host was checked.
    private static string AddressOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        var end = path.IndexOf("/api" + Service, StringComparison.Ordinal);
        end = end < 0 ? path.IndexOf("/ajax-api" + Service, StringComparison.Ordinal) : end;
        return $"{request.Scheme}://{request.Host}{request.PathBase}{path[..Math.Max(0, end)]}";
    }

    // A proxy that was not named may have another name and scheme than what this server sees: an address made of those might lead nowhere.
    private static bool IsBehindStranger(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("X-Forwarded-Proto") || request.Headers.ContainsKey("X-Forwarded-Host") || request.Headers.ContainsKey("Forwarded") || request.Headers.ContainsKey("Via");

    private static bool IsStranger(Call call) => call.Core.Gate.Users is not null && call.Http.Request.Headers.Authorization.Count == 0;
}
