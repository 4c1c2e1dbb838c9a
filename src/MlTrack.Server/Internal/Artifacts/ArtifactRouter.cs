using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Text;
using MlTrack.Server.Internal.Binding;
using MlTrack.Stores;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>
/// Finds the files behind a proxied path: <c>{experiment}/{run}/artifacts/…</c> and <c>{experiment}/models/{model}/artifacts/…</c> are the artifacts of that run or
/// model, wherever the store keeps them; everything else lies below the artifacts destination.
/// </summary>
/// <remarks>
/// A recorded location is data that somebody may have chosen: only what lies in the store's own tree, in the destination or in memory is served.
/// Thread-safe.
/// </remarks>
internal sealed class ArtifactRouter(ServerCore core)
{
    private const string Folder = "artifacts";
    private const string Models = "models";
    private const string Invalid = "Invalid path";

    private readonly Lazy<IArtifactRepository> _destination = new(() => ArtifactRepositories.Open(Path.GetFullPath(core.Options.ArtifactsDestination)));
    private readonly string? _root = LocalUri.IsLocal(core.Store.Uri) ? LocalUri.ToPath(core.Store.Uri) : null;

    /// <summary>Checks a path that a client sent: MLflow's rule, which looks through every encoding.</summary>
    /// <exception cref="MlTrackException">The path leads elsewhere, or could be read so.</exception>
    internal static string Check(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return "";
        }

        var normal = ArtifactPathRules.CheckForReading(path);
        return path.EndsWith("/..", StringComparison.Ordinal) ? throw BindingFaults.Invalid(Invalid) : normal;
    }

    /// <summary>Finds the files behind a proxied path.</summary>
    internal async ValueTask<ArtifactPlace> FindAsync(string path, CancellationToken cancellationToken)
    {
        var parts = path.Split('/', 5);
        if (parts.Length >= 4 && parts[1] == Models && parts[3] == Folder && IsId(parts[2]) && await FindModelAsync(parts, cancellationToken).ConfigureAwait(false) is { } model)
        {
            return new ArtifactPlace(model, parts.Length > 4 ? parts[4] : "", path);
        }

        if (parts.Length >= 3 && parts[2] == Folder && IsId(parts[1]) && await FindRunAsync(parts, cancellationToken).ConfigureAwait(false) is { } run)
        {
            return new ArtifactPlace(run, string.Join('/', parts.Skip(3)), path);
        }

        return new ArtifactPlace(_destination.Value, path, path);
    }

    /// <summary>Finds a file or folder of a run.</summary>
    internal async ValueTask<ArtifactPlace> FindInRunAsync(RunInfo run, string path, CancellationToken cancellationToken)
    {
        var uri = core.Locations.Show(run).ArtifactUri;
        if (ProxiedPath(uri) is { } shown)
        {
            return await FindAsync(Join(shown, path), cancellationToken).ConfigureAwait(false);
        }

        return new ArtifactPlace(Served(await Provider.GetRunArtifactsAsync(run, cancellationToken).ConfigureAwait(false), "run", run.RunId), path, path);
    }

    /// <summary>Finds a file or folder of a logged model.</summary>
    internal async ValueTask<ArtifactPlace> FindInModelAsync(LoggedModel model, string path, CancellationToken cancellationToken)
    {
        var uri = core.Locations.Show(model).ArtifactLocation;
        if (ProxiedPath(uri) is { } shown)
        {
            return await FindAsync(Join(shown, path), cancellationToken).ConfigureAwait(false);
        }

        return new ArtifactPlace(Served(await Provider.GetModelArtifactsAsync(model, cancellationToken).ConfigureAwait(false), "model", model.ModelId), path, path);
    }

    /// <summary>The path behind a <c>mlflow-artifacts:</c> URI; null for another one.</summary>
    /// <exception cref="MlTrackException">The URI names another server.</exception>
    internal static string? ProxiedPath(string uri)
    {
        if (!uri.StartsWith(ArtifactLocations.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = uri[ArtifactLocations.Scheme.Length..];
        if (path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal))
        {
            throw BindingFaults.Invalid("These artifacts lie on another server.");
        }

        return Check(path.Trim('/'));
    }

    private IArtifactRepositoryProvider Provider => core.Store as IArtifactRepositoryProvider
        ?? throw new MlTrackException(MlTrackErrorCode.NotImplemented, "This server's store keeps no artifacts.");

    private async ValueTask<IArtifactRepository?> FindRunAsync(string[] parts, CancellationToken cancellationToken)
    {
        try
        {
            var run = (await core.Store.GetRunAsync(parts[1], cancellationToken).ConfigureAwait(false)).Info;

            // The right to do this was given for the experiment in the path, so the run must be one of it.
            return run.ExperimentId == parts[0] && core.Store is IArtifactRepositoryProvider && ArtifactLocations.IsLocal(run.ArtifactUri)
                ? Served(await Provider.GetRunArtifactsAsync(run, cancellationToken).ConfigureAwait(false), "run", run.RunId)
                : null;
        }
        catch (MlTrackException missing) when (missing.ErrorCode is MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }
    }

    private async ValueTask<IArtifactRepository?> FindModelAsync(string[] parts, CancellationToken cancellationToken)
    {
        try
        {
            var model = await core.Store.GetLoggedModelAsync(parts[2], allowDeleted: true, cancellationToken).ConfigureAwait(false);
            return model.ExperimentId == parts[0] && core.Store is IArtifactRepositoryProvider && ArtifactLocations.IsLocal(model.ArtifactLocation)
                ? Served(await Provider.GetModelArtifactsAsync(model, cancellationToken).ConfigureAwait(false), "model", model.ModelId)
                : null;
        }
        catch (MlTrackException missing) when (missing.ErrorCode is MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }
    }

    private IArtifactRepository Served(IArtifactRepository repository, string kind, string id)
    {
        if (!LocalUri.IsLocal(repository.Uri))
        {
            return repository;
        }

        var place = LocalUri.ToPath(repository.Uri);
        if (IsBelow(place, _root) || IsBelow(place, Path.GetFullPath(core.Options.ArtifactsDestination)))
        {
            return repository;
        }

        ServerLog.ForeignArtifacts(core.Logger, kind, id, place);
        throw BindingFaults.Invalid("These artifacts lie at a place of the server's disk that it does not serve.");
    }

    private static bool IsBelow(string path, string? folder) =>
        folder is not null && path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsId(string text) => Names.CheckRunId(text) is null;

    /// <summary>A path below a folder; either may be empty.</summary>
    internal static string Join(string folder, string path) => path.Length == 0 ? folder : folder.Length == 0 ? path : folder + "/" + path;
}
