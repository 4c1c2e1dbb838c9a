using MlTrack.Internal.Artifacts;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Registry;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Sync;

/// <summary>Where the other store has what a version of this tree was made of: its run, its logged model, and their files.</summary>
internal sealed class VersionSources(SyncSession session, RegistryLayout layout)
{
    private const string Artifacts = "artifacts";

    /// <summary>Whether a version of a version goes by its files because the other version will not come.</summary>
    internal bool IsLastTry { get; set; }

    /// <summary>Gives the source there.</summary>
    /// <returns><see cref="VersionPlace.Waits"/> when the other store will have it later; null when it never will.</returns>
    internal async Task<VersionPlace?> MapAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var source = version.Source ?? "";
        var run = RunThere(version.RunId);
        if ((version.ModelId ?? ModelUri.FindModelId(source)) is { } modelId && ModelUri.FindModelId(source) is not null)
        {
            var there = await ModelThereAsync(modelId, cancellationToken).ConfigureAwait(false);
            return there is null ? Unsent(await RunOfModelAsync(modelId, cancellationToken).ConfigureAwait(false)) : new VersionPlace("models:/" + there, run, there);
        }

        if (ModelUri.IsModels(source))
        {
            var uri = ModelUri.Parse(source);
            if (uri is { Name: { } name, Version: { } number } && VersionThere(name, number) is { } other)
            {
                return new VersionPlace($"models:/{name}/{other}", RunId: null, ModelId: null);
            }

            return IsLastTry
                ? await MapPlaceAsync(await session.Source.ModelRegistry.GetModelVersionDownloadUriAsync(version.Name, version.Version, cancellationToken).ConfigureAwait(false), version.RunId, cancellationToken).ConfigureAwait(false)
                : VersionPlace.WaitsForVersion;
        }

        return await MapPlaceAsync(source, version.RunId, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VersionPlace?> MapPlaceAsync(string place, string? runId, CancellationToken cancellationToken)
    {
        if (RunUri.FindRunId(place) is { } named)
        {
            var path = RunUri.Parse(place).Path;
            return RunThere(named) is { } there ? new VersionPlace(path.Length == 0 ? $"runs:/{there}" : $"runs:/{there}/{path}", there, ModelId: null) : Unsent(named);
        }

        if (!LocalUri.IsLocal(place))
        {
            return new VersionPlace(place, RunThere(runId), ModelId: null);
        }

        return await MapLocalAsync(place, runId, cancellationToken).ConfigureAwait(false);
    }

    // A place on this disk: of the run that is named, or of whatever run or model of the tree it lies in.
    private async Task<VersionPlace?> MapLocalAsync(string place, string? runId, CancellationToken cancellationToken)
    {
        var (run, model, path) = await FindInRunAsync(place, runId, cancellationToken).ConfigureAwait(false) ?? FindInTree(place);
        if (run is not null)
        {
            if (RunThere(run) is not { } there)
            {
                return Unsent(run);
            }

            var root = (await session.Target.GetRunAsync(there, cancellationToken).ConfigureAwait(false)).Info.ArtifactUri;
            return new VersionPlace(path.Length == 0 ? root : ArtifactUris.Append(root, path), there, ModelId: null);
        }

        if (model is not null)
        {
            var there = await ModelThereAsync(model, cancellationToken).ConfigureAwait(false);
            return there is null ? Unsent(await RunOfModelAsync(model, cancellationToken).ConfigureAwait(false)) : path.Length == 0
                ? new VersionPlace("models:/" + there, RunThere(runId), there)
                : new VersionPlace(
                    ArtifactUris.Append((await session.Target.GetLoggedModelAsync(there, allowDeleted: true, cancellationToken).ConfigureAwait(false)).ArtifactLocation, path), RunThere(runId), there);
        }

        // Elsewhere on this machine: only another folder on it can refer to that.
        return session.Target is FileTrackingStore ? new VersionPlace(place, RunThere(runId), ModelId: null) : null;
    }

    // As it was recorded: the tree may have been moved since.
    private async Task<(string? Run, string? Model, string Path)?> FindInRunAsync(string place, string? runId, CancellationToken cancellationToken)
    {
        if (runId is null || session.Context.Locator.FindRun(runId) is null)
        {
            return null;
        }

        var root = (await session.Source.GetRunAsync(runId, cancellationToken).ConfigureAwait(false)).Info.ArtifactUri;
        return place == root ? (runId, null, "") : root.Length > 0 && place.StartsWith(root + "/", StringComparison.Ordinal) ? (runId, null, place.Substring(root.Length + 1)) : null;
    }

    private (string? Run, string? Model, string Path) FindInTree(string place)
    {
        var root = session.Source.Root.Replace('\\', '/').TrimEnd('/') + "/";
        var path = LocalUri.ToPath(place).Replace('\\', '/').TrimEnd('/');
        if (!path.StartsWith(root, StringComparison.Ordinal))
        {
            return default;
        }

        var parts = path.Substring(root.Length).Split('/');
        return parts.Length >= 4 && parts[1] == MlrunsLayout.Models && parts[3] == Artifacts ? (null, parts[2], string.Join("/", parts.Skip(4)))
            : parts.Length >= 3 && parts[2] == Artifacts ? (parts[1], null, string.Join("/", parts.Skip(3)))
            : default;
    }

    private VersionPlace? Unsent(string? run) => run is not null && session.Context.Locator.FindRun(run) is not null ? VersionPlace.WaitsForRun : null;

    private string? RunThere(string? runId) => runId is not null && CursorOf(runId) is { RunId.Length: > 0 } cursor ? cursor.RunId : null;

    private SyncCursor? CursorOf(string runId) =>
        session.Context.Locator.FindRun(runId) is { } place ? CursorFile.Peek(session.Context, place.Folder, session.Target.Uri) : null;

    private string? VersionThere(string name, string number) =>
        CursorFile.PeekModel(session.Context, layout.Model(name), session.Target.Uri) is { } cursor && cursor.Name == name && cursor.Versions.TryGetValue(number, out var version)
            ? version.Number
            : null;

    private async Task<string?> ModelThereAsync(string modelId, CancellationToken cancellationToken) =>
        await RunOfModelAsync(modelId, cancellationToken).ConfigureAwait(false) is { } run && CursorOf(run) is { } cursor && cursor.Models.TryGetValue(modelId, out var known)
            ? known.ModelId
            : null;

    private async Task<string?> RunOfModelAsync(string modelId, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.Source.GetLoggedModelAsync(modelId, allowDeleted: true, cancellationToken).ConfigureAwait(false)).SourceRunId;
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // Removed for good; the version is left without its files.
            return null;
        }
    }
}

/// <summary>The source of a version in the other store.</summary>
/// <param name="Source">The URI.</param>
/// <param name="RunId">The run, or null.</param>
/// <param name="ModelId">The logged model, or null.</param>
internal sealed record VersionPlace(string Source, string? RunId, string? ModelId)
{
    /// <summary>A version of a version that is not there yet.</summary>
    internal static readonly VersionPlace WaitsForVersion = new("", null, null);

    /// <summary>A version of a run that is not there yet.</summary>
    internal static readonly VersionPlace WaitsForRun = new("", null, null);

    internal bool Waits => ReferenceEquals(this, WaitsForVersion) || ReferenceEquals(this, WaitsForRun);
}
