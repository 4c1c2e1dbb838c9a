using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Models;
using MlTrack.Stores;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// Finds the folder that a model's URI leads to: <c>models:/m-…</c>, <c>models:/name/1</c>, <c>models:/name@alias</c>, stages, <c>latest</c>, each with a path
/// behind it; <c>runs:/run/path</c>; other URIs and paths as they are.
/// </summary>
/// <remarks>A recorded place in a tree that was moved meanwhile is looked for in the tree that was opened, where MLflow fails.</remarks>
internal sealed class ModelResolver
{
    private readonly ITrackingStore _tracking;
    private readonly IArtifactRepositoryProvider _artifacts;
    private readonly Func<Registration> _registration;
    private readonly Func<string, IArtifactRepository> _open;
    private readonly MlTrackClientOptions _options;

    /// <summary>Makes a resolver.</summary>
    /// <param name="tracking">The runs and logged models.</param>
    /// <param name="artifacts">Their files.</param>
    /// <param name="registration">The versions; asked for when a URI names one.</param>
    /// <param name="open">Opens the place that the registry names for a version of which nothing else is known.</param>
    /// <param name="options">How other places are opened.</param>
    internal ModelResolver(
        ITrackingStore tracking, IArtifactRepositoryProvider artifacts, Func<Registration> registration, Func<string, IArtifactRepository> open, MlTrackClientOptions options)
    {
        _tracking = tracking;
        _artifacts = artifacts;
        _registration = registration;
        _open = open;
        _options = options;
    }

    internal async Task<ModelLocation> ResolveAsync(string uri, CancellationToken cancellationToken)
    {
        var plain = uri.Length > 1 ? uri.TrimEnd('/') : uri;
        if (ModelUri.IsModels(plain))
        {
            return await ResolveModelsAsync(plain, cancellationToken).ConfigureAwait(false);
        }

        return RunUri.IsRuns(plain)
            ? await ResolveRunAsync(RunUri.Parse(plain), cancellationToken).ConfigureAwait(false)
            : new ModelLocation { Uri = uri, Artifacts = ArtifactRepositories.Open(uri, _options) };
    }

    private async Task<ModelLocation> ResolveModelsAsync(string uri, CancellationToken cancellationToken)
    {
        var (model, path) = SplitPath(uri);
        var parsed = ModelUri.Parse(model);
        if (parsed.ModelId is { } modelId)
        {
            return await LocateAsync(await _tracking.GetLoggedModelAsync(modelId, allowDeleted: false, cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);
        }

        var registration = _registration();
        var version = await registration.ResolveAsync(parsed, cancellationToken).ConfigureAwait(false);
        var place = await registration.GetDownloadUriAsync(version, cancellationToken).ConfigureAwait(false);
        var found = await LocateAsync(version, place, cancellationToken).ConfigureAwait(false);
        return path.Length == 0 ? found with { Version = version } : Below(found, path) with { Version = version };
    }

    private async Task<ModelLocation> LocateAsync(ModelVersion version, string place, CancellationToken cancellationToken)
    {
        // What a version's source was resolved to is the place of a logged model, mostly: its store knows where that is now.
        if (version.ModelId is { } modelId && await FindModelAsync(modelId, cancellationToken).ConfigureAwait(false) is { } model && model.ArtifactLocation == place)
        {
            return await LocateAsync(model, path: "", cancellationToken).ConfigureAwait(false);
        }

        if (RunUri.IsRuns(place))
        {
            return await ResolveRunAsync(RunUri.Parse(place), cancellationToken).ConfigureAwait(false);
        }

        if (version.RunId is { Length: > 0 } runId && await FindRunAsync(runId, cancellationToken).ConfigureAwait(false) is { } run &&
            run.Info.ArtifactUri.Length > 0 && place.StartsWith(run.Info.ArtifactUri + "/", StringComparison.Ordinal))
        {
            var artifacts = await _artifacts.GetRunArtifactsAsync(run.Info, cancellationToken).ConfigureAwait(false);
            return new ModelLocation { Uri = place, Artifacts = artifacts, Path = place.Substring(run.Info.ArtifactUri.Length + 1) };
        }

        return new ModelLocation { Uri = place, Artifacts = _open(place) };
    }

    private async Task<ModelLocation> LocateAsync(LoggedModel model, string path, CancellationToken cancellationToken)
    {
        var artifacts = await _artifacts.GetModelArtifactsAsync(model, cancellationToken).ConfigureAwait(false);
        var location = new ModelLocation { Uri = model.ArtifactLocation, Artifacts = artifacts, Model = model };
        return path.Length == 0 ? location : Below(location, path);
    }

    private async Task<ModelLocation> ResolveRunAsync(RunUri uri, CancellationToken cancellationToken)
    {
        var run = await _tracking.GetRunAsync(uri.RunId, cancellationToken).ConfigureAwait(false);
        var slash = uri.Path.IndexOf('/');
        var name = slash < 0 ? uri.Path : uri.Path.Substring(0, slash);
        var models = name.Length == 0 ? [] : await LoggedModelsOfRun.ListAsync(_tracking, run, name, cancellationToken).ConfigureAwait(false);

        // A logged model's files win over the run's own, as in MLflow; of several models the one of the highest step.
        if (LoggedModelsOfRun.Latest(run, models) is { } model)
        {
            return await LocateAsync(model, slash < 0 ? "" : uri.Path.Substring(slash + 1), cancellationToken).ConfigureAwait(false);
        }

        var artifacts = await _artifacts.GetRunArtifactsAsync(run.Info, cancellationToken).ConfigureAwait(false);
        var listed = await artifacts.ListAsync(uri.Path, cancellationToken).ConfigureAwait(false);
        return listed.Count > 0
            ? new ModelLocation { Uri = uri.Path.Length == 0 ? run.Info.ArtifactUri : ArtifactUris.Append(run.Info.ArtifactUri, uri.Path), Artifacts = artifacts, Path = uri.Path }
            : throw ModelErrors.NoArtifact(uri.Path);
    }

    private async Task<LoggedModel?> FindModelAsync(string modelId, CancellationToken cancellationToken)
    {
        try
        {
            return await _tracking.GetLoggedModelAsync(modelId, allowDeleted: true, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // The version keeps its place all the same.
            return null;
        }
    }

    private async Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            return await _tracking.GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException missing) when (missing.ErrorCode is MlTrackErrorCode.ResourceDoesNotExist or MlTrackErrorCode.InvalidParameterValue)
        {
            // Nothing checks the run of a version.
            return null;
        }
    }

    private static ModelLocation Below(ModelLocation location, string path) => location with
    {
        Uri = location.Uri + "/" + path,
        Path = location.Path.Length == 0 ? ArtifactPathRules.CheckForReading(path) : location.Path + "/" + ArtifactPathRules.CheckForReading(path),
    };

    // models:/name/1/a/b and models:/name@alias/a/b, which only loading knows.
    private static (string Model, string Path) SplitPath(string uri)
    {
        var start = uri.IndexOf(':') + 1;
        if (start >= uri.Length || uri[start] != '/' || (start + 1 < uri.Length && uri[start + 1] == '/'))
        {
            return (uri, "");
        }

        var first = uri.IndexOf('/', start + 1);
        if (first < 0)
        {
            return (uri, "");
        }

        var end = uri.IndexOf('@', start, first - start) >= 0 && !char.IsDigit(uri[Math.Min(first + 1, uri.Length - 1)]) ? first : uri.IndexOf('/', first + 1);
        return end < 0 ? (uri, "") : (uri.Substring(0, end), uri.Substring(end + 1));
    }
}
