using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal;

/// <summary>
/// Where a new model version may come from: places that the user may read and that no other name leads to. MLflow's checks, in its order, and the
/// right to read what is referred to.
/// </summary>
internal static class VersionSource
{
    private const string RelativePaths =
        "If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path " +
        "references present. Please provide an absolute path.";

    private const string LocalPath =
        "To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory " +
        "of the run specified by the run_id.";

    /// <exception cref="MlTrackException">The source is none that may be used.</exception>
    /// <exception cref="RefusedException">The user may not read it.</exception>
    internal static async ValueTask CheckAsync(Call call, CreateModelVersionMessage message)
    {
        var source = message.Source!;
        var model = ModelUri.IsModels(source) ? ModelUri.Parse(source) : null;
        if ((RunUri.IsRuns(source) && !IsRun(source)) || (model is null && !ArtifactLocations.IsLocal(source) && HasDotSegments(source)))
        {
            throw Invalid(source, RelativePaths);
        }

        var run = RunUri.IsRuns(source) ? RunUri.Parse(source) : null;
        await DemandAsync(call, message, model, run).ConfigureAwait(false);
        if (ArtifactLocations.IsLocal(source))
        {
            await CheckLocalAsync(call, message).ConfigureAwait(false);
        }

        if (run is not null)
        {
            Require(run.RunId == message.RunId, source, "run_id");
        }
        else if (model is { ModelId: { } modelId } && IsLoggedModel(modelId))
        {
            Require(modelId == message.ModelId, source, "model_id");
        }
        else if (model is not null)
        {
            await InheritAsync(call, message, model).ConfigureAwait(false);
        }
        else if (ProxiedPath(source) is { } path)
        {
            await CheckProxiedAsync(call, message, path).ConfigureAwait(false);
        }
    }

    // A version of a version: what it comes from is the same run and logged model, and its source the number that an alias stands for now.
    private static async ValueTask InheritAsync(Call call, CreateModelVersionMessage message, ModelUri uri)
    {
        var registry = Endpoints.RegistryEndpoints.Store(call);
        var found = uri switch
        {
            { Version: { } version } => await registry.GetModelVersionAsync(uri.Name!, version, call.Gone).ConfigureAwait(false),
            { Alias: { } alias } => await registry.GetModelVersionByAliasAsync(uri.Name!, alias, call.Gone).ConfigureAwait(false),
            _ => null,
        };
        if (found is null)
        {
            return;
        }

        Require(string.IsNullOrEmpty(message.RunId) || message.RunId == found.RunId, message.Source!, "run_id");
        Require(string.IsNullOrEmpty(message.ModelId) || found.ModelId is null || message.ModelId == found.ModelId, message.Source!, "model_id");
        message.Source = $"models:/{found.Name}/{found.Version}";
        message.RunId = WireEntries.NullIfEmpty(message.RunId) ?? found.RunId;
        message.ModelId = WireEntries.NullIfEmpty(message.ModelId) ?? found.ModelId;
    }

    // Making a version of something makes it readable under another name: that must be allowed at its source, and at what is said to be its source.
    private static async ValueTask DemandAsync(Call call, CreateModelVersionMessage message, ModelUri? model, RunUri? run)
    {
        if (model is not null)
        {
            await call.DemandAsync(model.ModelId is { } id && IsLoggedModel(id)
                ? Access.Model(id, Capability.Read)
                : Access.Registered(model.Name ?? model.ModelId, Capability.Read)).ConfigureAwait(false);
        }
        else if (ProxiedPath(message.Source!) is { } path)
        {
            await call.DemandAsync(Access.Artifact(path, Capability.Read)).ConfigureAwait(false);
        }

        foreach (var id in new[] { run?.RunId, WireEntries.NullIfEmpty(message.RunId) }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await call.DemandAsync(Access.Run(id, Capability.Read)).ConfigureAwait(false);
        }

        if (WireEntries.NullIfEmpty(message.ModelId) is { } modelId)
        {
            await call.DemandAsync(Access.Model(modelId, Capability.Read)).ConfigureAwait(false);
        }
    }

    /// <summary>Whether what stands alone behind <c>models:/</c> is a logged model's id, and no name without a version.</summary>
    internal static bool IsLoggedModel(string id) => id.StartsWith("m-", StringComparison.Ordinal);

    private static bool IsRun(string source)
    {
        var path = source.AsSpan(source.IndexOf(':', StringComparison.Ordinal) + 1);
        return path.Length > 1 && path[0] == '/' && path[1] != '/';
    }

    private static async ValueTask CheckLocalAsync(Call call, CreateModelVersionMessage message)
    {
        var root = await FindRootAsync(call, message).ConfigureAwait(false);
        if (root is null || !LocalUri.IsLocal(root) || HasDotSegments(message.Source!) || !IsBelow(LocalUri.ToPath(message.Source!), LocalUri.ToPath(root)))
        {
            throw Invalid(message.Source!, LocalPath);
        }
    }

    private static async ValueTask CheckProxiedAsync(Call call, CreateModelVersionMessage message, string path)
    {
        var run = WireEntries.NullIfEmpty(message.RunId) is { } id ? call.Core.Locations.Show((await call.Store.GetRunAsync(id, call.Gone).ConfigureAwait(false)).Info).ArtifactUri : null;
        var model = WireEntries.NullIfEmpty(message.ModelId) is { } modelId
            ? call.Core.Locations.Show(await call.Store.GetLoggedModelAsync(modelId, allowDeleted: false, call.Gone).ConfigureAwait(false)).ArtifactLocation
            : null;
        var allowed = new[] { run, model }.OfType<string>().Select(ArtifactRouter.ProxiedPath).OfType<string>().Any(root => path == root || path.StartsWith(root + "/", StringComparison.Ordinal));
        Require(allowed, message.Source!, model is null ? "run_id" : "model_id");
    }

    private static async ValueTask<string?> FindRootAsync(Call call, CreateModelVersionMessage message) =>
        WireEntries.NullIfEmpty(message.RunId) is { } id ? (await call.Store.GetRunAsync(id, call.Gone).ConfigureAwait(false)).Info.ArtifactUri : null;

    private static string? ProxiedPath(string source)
    {
        const string Service = "/api/2.0/mlflow-artifacts/artifacts/";
        if (source.StartsWith(ArtifactLocations.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return ArtifactRouter.ProxiedPath(source);
        }

        var start = source.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? source.IndexOf(Service, StringComparison.Ordinal) : -1;
        return start < 0 ? null : source[(start + Service.Length)..].Trim('/');
    }

    private static bool HasDotSegments(string source)
    {
        for (var decoded = source; ;)
        {
            if (decoded.Contains('\0', StringComparison.Ordinal) || decoded.Split('/', '\\').Contains(".."))
            {
                return true;
            }

            var next = Uri.UnescapeDataString(decoded);
            if (string.Equals(next, decoded, StringComparison.Ordinal))
            {
                return false;
            }

            decoded = next;
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Require(bool allowed, string source, string parameter)
    {
        if (!allowed)
        {
            throw Invalid(source, $"The {parameter} request parameter must identify the resource that contains the source.");
        }
    }

    private static MlTrackException Invalid(string source, string reason) => BindingFaults.Invalid($"Invalid model version source: '{source}'. {reason}");
}
