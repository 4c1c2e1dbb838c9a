using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Artifacts through the server: MLflow's <c>mlflow-artifacts</c> service.</summary>
internal static class ProxyEndpoints
{
    private const string Base = "/2.0/mlflow-artifacts/artifacts";
    internal const string AnyFile = "/{**path}";
    private const RouteTraits Files = RouteTraits.File | RouteTraits.AnyPath;

    internal static void Add(RouteTable table)
    {
        foreach (var start in new[] { "/api", "/ajax-api" })
        {
            var root = start + Base;
            table.Add(new ApiRoute("GET", root, "mlflow-artifacts/list", RouteTraits.None, ListAsync) { AnswerType = typeof(ListArtifactsAnswer) });
            table.Add(new ApiRoute("GET", root + AnyFile, "mlflow-artifacts/download", Files, DownloadAsync));
            table.Add(new ApiRoute("PUT", root + AnyFile, "mlflow-artifacts/upload", Files, UploadAsync));
            table.Add(new ApiRoute("DELETE", root + AnyFile, "mlflow-artifacts/delete", RouteTraits.AnyPath, DeleteAsync));
            table.Add(new ApiRoute("GET", start + "/2.0/mlflow-artifacts/presigned" + AnyFile, "mlflow-artifacts/presigned", RouteTraits.AnyPath, PresignedAsync));
        }
    }

    private static async Task DownloadAsync(Call call)
    {
        var sent = Sent(call);
        var path = ArtifactRouter.Check(sent);
        await call.DemandAsync(Access.Artifact(path, Capability.Read)).ConfigureAwait(false);
        RequireService(call);
        if (path.Length == 0 || sent.EndsWith('/'))
        {
            throw new DetailException($"Artifact path refers to a directory, not a file: '{path}'");
        }

        var place = await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        await ArtifactFiles.SendAsync(call, place, shown => new DetailException($"Artifact path refers to a directory, not a file: '{shown}'")).ConfigureAwait(false);
    }

    private static async Task UploadAsync(Call call)
    {
        var sent = Sent(call);
        var path = ArtifactRouter.Check(sent);
        await call.DemandAsync(Access.Artifact(path, Capability.Update)).ConfigureAwait(false);
        RequireService(call);
        if (path.Length == 0 || sent.EndsWith('/'))
        {
            throw new DetailException("Artifact path must include a filename (cannot end with '/').");
        }

        // What is written must have the name that was sent: a//b and a/./b are refused, not corrected.
        MlTrack.Internal.Artifacts.ArtifactPathRules.CheckFileForWriting(sent);
        var place = await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        await ArtifactFiles.TakeAsync(call, place, call.Options.MaxArtifactBytes).ConfigureAwait(false);
        call.Http.Response.ContentLength = 0;
    }

    private static async Task ListAsync(Call call)
    {
        var path = ArtifactRouter.Check(call.Query("path"));
        await call.DemandAsync(Access.Artifact(path, Capability.Read)).ConfigureAwait(false);
        RequireService(call);
        var place = await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        await call.AnswerAsync(new ListArtifactsAnswer { Files = await ArtifactFiles.ListAsync(call, place, namesOnly: true).ConfigureAwait(false) }).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(Call call)
    {
        var path = ArtifactRouter.Check(Sent(call));
        await call.DemandAsync(Access.Artifact(path, Capability.Delete)).ConfigureAwait(false);
        RequireService(call);
        if (path.Length == 0)
        {
            throw Binding.BindingFaults.Invalid("Invalid path");
        }

        var place = await call.Core.Artifacts.FindAsync(path, call.Gone).ConfigureAwait(false);
        await place.Repository.DeleteAsync(place.Path, CancellationToken.None).ConfigureAwait(false);
        await call.AnswerAsync(EmptyMessage.Instance).ConfigureAwait(false);
    }

    private static async Task PresignedAsync(Call call)
    {
        await call.DemandAsync(Access.Artifact(ArtifactRouter.Check(Sent(call)), Capability.Read)).ConfigureAwait(false);
        RequireService(call);
        throw new MlTrackException(MlTrackErrorCode.NotImplemented, "Multipart download is not supported for the current artifact repository");
    }

    /// <summary>Refuses what needs the artifact service when that is switched off.</summary>
    internal static void RequireService(Call call)
    {
        if (!call.Options.ServeArtifacts)
        {
            throw call.Route.Traits.HasFlag(RouteTraits.File)
                ? new DetailException("Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable.") { Status = StatusCodes.Status503ServiceUnavailable }
                : new RefusedException(
                    StatusCodes.Status503ServiceUnavailable,
                    $"Endpoint: {call.Route.Pattern.Replace("{**path}", "<path:artifact_path>", StringComparison.Ordinal)} disabled due to the mlflow server running with " +
                    "`--no-serve-artifacts`. To enable artifacts server functionality, run `mlflow server` with `--serve-artifacts`");
        }
    }

    /// <summary>
    /// The path as it was sent, decoded once. The server's own form of it has lost what the rules look for: dot segments and which slashes were encoded.
    /// </summary>
    internal static string Sent(Call call)
    {
        var raw = call.Http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        raw = query < 0 ? raw : raw[..query];
        var literal = call.Route.Pattern[..call.Route.Pattern.IndexOf('{', StringComparison.Ordinal)];
        var start = raw.IndexOf(literal, StringComparison.Ordinal);
        return start < 0 ? call.RouteValue("path") ?? "" : Uri.UnescapeDataString(raw[(start + literal.Length)..]);
    }
}
