using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <content>Versions.</content>
internal sealed partial class ModelRegistryStore
{
    /// <inheritdoc/>
    public async ValueTask<ModelVersion> CreateModelVersionAsync(CreateModelVersionRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        Guard.NotNull(request.Source);
        cancellationToken.ThrowIfCancellationRequested();
        RegistryRules.RequireName(request.Name);
        RegistryRules.RequireTags(request.Tags);
        var (location, runId) = await LocateSourceAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.ModelId is { } modelId && runId is null)
        {
            runId = (await _sources.GetModelAsync(modelId, cancellationToken).ConfigureAwait(false)).SourceRunId;
        }

        return await Do(() => AddVersion(request, location, runId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> GetModelVersionAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(() => RequireVersion(name, version).Entity, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> UpdateModelVersionAsync(string name, string version, string? description, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(
            () =>
            {
                if (description is null)
                {
                    throw RegistryErrors.NothingToUpdate();
                }

                RequireVersion(name, version);
                _backend.SetVersionDescription(name, RegistryRules.ParseVersion(version), description, Now());
                return RequireVersion(name, version).Entity;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> TransitionModelVersionStageAsync(
        string name, string version, string stage, bool archiveExistingVersions = false, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(() => Transition(name, version, RegistryRules.TargetStage(stage, archiveExistingVersions), archiveExistingVersions), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteModelVersionAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(
            () =>
            {
                var aliases = RequireVersion(name, version).Entity.Aliases;
                var now = Now();
                _backend.SetStage(name, RegistryRules.ParseVersion(version), RegistryRules.DeletedStage, now);
                foreach (var alias in aliases)
                {
                    // One that has been moved to another version meanwhile stays.
                    _backend.TryMoveAlias(name, Move(alias, RegistryRules.FormatVersion(RegistryRules.ParseVersion(version)), version: null, movedBy: null));
                }

                _backend.Touch(name, now);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PagedList<ModelVersion>> SearchModelVersionsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        return Do(
            () => ModelVersionSearch.Execute(_backend.List().SelectMany(model => _backend.ListVersions(model.Name)), query, _dialect), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string> GetModelVersionDownloadUriAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(() => RequireVersion(name, version).DownloadUri, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetModelVersionTagAsync(string name, string version, RunTag tag, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(
            () =>
            {
                RegistryRules.RequireName(name);
                RegistryRules.ParseVersion(version);
                RegistryRules.RequireTag(tag);
                RequireVersion(name, version);
                _backend.SetVersionTag(name, RegistryRules.ParseVersion(version), tag);
                _backend.Touch(name, Now());
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteModelVersionTagAsync(string name, string version, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return Do(
            () =>
            {
                RegistryRules.RequireName(name);
                RegistryRules.ParseVersion(version);
                BatchRules.Require(Names.CheckTagKey(key));
                RequireVersion(name, version);
                if (_backend.DeleteVersionTag(name, RegistryRules.ParseVersion(version), key))
                {
                    _backend.Touch(name, Now());
                }
            },
            cancellationToken);
    }

    // Where the files are, and the run that the source tells: a models: source is resolved once and for all, every other is its own location.
    private async ValueTask<(string Location, string? RunId)> LocateSourceAsync(CreateModelVersionRequest request, CancellationToken cancellationToken)
    {
        if (!ModelUri.IsModels(request.Source))
        {
            return (request.Source, request.RunId);
        }

        try
        {
            var uri = ModelUri.Parse(request.Source);
            if (uri.ModelId is { } modelId)
            {
                var model = await _sources.GetModelAsync(modelId, cancellationToken).ConfigureAwait(false);
                return (model.ArtifactLocation, request.RunId ?? model.SourceRunId);
            }

            // MLflow passes the missing version on to int(), the text of whose error becomes part of the message.
            var version = uri.Version ?? throw TrackingErrors.InvalidParameter("a version number is needed here, not a stage, an alias or 'latest'");
            return (await GetModelVersionDownloadUriAsync(uri.Name!, version, cancellationToken).ConfigureAwait(false), request.RunId);
        }
        catch (MlTrackException cause) when (cause.ErrorCode != MlTrackErrorCode.IoError)
        {
            throw RegistryErrors.SourceNotFetched(request.Source, cause);
        }
    }

    private ModelVersion AddVersion(CreateModelVersionRequest request, string location, string? runId)
    {
        if (_backend.Find(request.Name) is null)
        {
            throw RegistryErrors.VersionNotCreated(request.Name, RegistryErrors.ModelNotFound(request.Name));
        }

        var now = Now();
        var version = new ModelVersion
        {
            Name = request.Name,
            Version = "",
            CreationTime = now,
            LastUpdatedTime = now,
            Description = request.Description,
            Source = request.Source,
            RunId = runId,
            RunLink = request.RunLink,
            ModelId = request.ModelId,
            Tags = RegistryTags.ToMap(request.Tags),
        };
        var added = _backend.Add(new StoredVersion(version, location));
        _backend.Touch(request.Name, now);
        return added.Entity;
    }

    private ModelVersion Transition(string name, string version, string stage, bool archiveOthers)
    {
        var before = RequireVersion(name, version).Entity;
        var now = Now();
        if (archiveOthers)
        {
            foreach (var other in _backend.ListVersions(name).Where(other => other.CurrentStage == stage && other.Version != before.Version))
            {
                _backend.SetStage(name, RegistryRules.ParseVersion(other.Version), RegistryRules.ArchivedStage, now);
            }
        }

        _backend.SetStage(name, RegistryRules.ParseVersion(version), stage, now);
        _backend.Touch(name, now);
        return RequireVersion(name, version).Entity;
    }
}
