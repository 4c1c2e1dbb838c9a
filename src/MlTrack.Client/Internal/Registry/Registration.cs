using MlTrack.Internal.Packaging;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <summary>What MLflow's client builds on top of a registry: finding the version that a URI means, registering by URI, copying.</summary>
internal sealed class Registration
{
    // Processes that register one logged model at once rewrite one tag; who loses an entry by that puts it in again.
    private const int MaxTagTries = 5;

    private readonly ITrackingStore _tracking;
    private readonly IModelRegistryStore _registry;

    internal Registration(ITrackingStore tracking, IModelRegistryStore registry)
    {
        _tracking = tracking;
        _registry = registry;
    }

    /// <summary>Gives the version that a <c>models:/name…</c> URI means.</summary>
    internal async ValueTask<ModelVersion> ResolveAsync(ModelUri uri, CancellationToken cancellationToken)
    {
        if (uri.Version is { } version)
        {
            return await _registry.GetModelVersionAsync(uri.Name!, version, cancellationToken).ConfigureAwait(false);
        }

        if (uri.Alias is { } alias)
        {
            return await _registry.GetModelVersionByAliasAsync(uri.Name!, alias, cancellationToken).ConfigureAwait(false);
        }

        var latest = await _registry.GetLatestVersionsAsync(uri.Name!, uri.Stage is { } stage ? [stage] : null, cancellationToken).ConfigureAwait(false);
        return latest.OrderBy(found => RegistryRules.ParseVersion(found.Version)).LastOrDefault()
            ?? throw RegistryErrors.NoVersions(uri.Name!, uri.Stage is { } known ? RegistryRules.CanonicalStage(known) : null);
    }

    /// <summary>Gives the place of a version's files.</summary>
    internal ValueTask<string> GetDownloadUriAsync(ModelVersion version, CancellationToken cancellationToken) =>
        _registry.GetModelVersionDownloadUriAsync(version.Name, version.Version, cancellationToken);

    /// <summary>Makes a version of a registered model, which is made when missing, from a URI: MLflow's <c>register_model</c>.</summary>
    internal async Task<ModelVersion> RegisterAsync(
        string modelUri, string name, IReadOnlyList<RunTag> tags, string? description, CancellationToken cancellationToken)
    {
        await EnsureModelAsync(name, cancellationToken).ConfigureAwait(false);
        var request = await DescribeAsync(modelUri, name, cancellationToken).ConfigureAwait(false);
        var version = await _registry.CreateModelVersionAsync(request with { Tags = tags, Description = description }, cancellationToken).ConfigureAwait(false);
        if (version.ModelId is { } modelId)
        {
            await TellModelAsync(modelId, version, cancellationToken).ConfigureAwait(false);
        }

        return version;
    }

    /// <summary>Makes a version from another one, without copying a file: MLflow's <c>copy_model_version</c>.</summary>
    internal async Task<ModelVersion> CopyAsync(string sourceUri, string name, CancellationToken cancellationToken)
    {
        if (!ModelUri.IsModels(sourceUri))
        {
            throw RegistryErrors.NotCopyable(sourceUri);
        }

        ModelVersion source;
        try
        {
            var uri = ModelUri.Parse(sourceUri);

            // MLflow fails with a bare ValueError here.
            source = uri.ModelId is null
                ? await ResolveAsync(uri, cancellationToken).ConfigureAwait(false)
                : throw TrackingErrors.InvalidParameter("a logged model is no version of a registered model; register it instead");
        }
        catch (MlTrackException cause) when (cause.ErrorCode != MlTrackErrorCode.IoError)
        {
            throw RegistryErrors.SourceVersionNotFetched(sourceUri, cause);
        }

        await EnsureModelAsync(name, cancellationToken).ConfigureAwait(false);
        var request = new CreateModelVersionRequest
        {
            Name = name,
            Source = $"models:/{source.Name}/{source.Version}",
            RunId = source.RunId,
            RunLink = source.RunLink,
            ModelId = source.ModelId,
            Description = source.Description,
            Tags = [.. source.Tags.Select(tag => new RunTag(tag.Key, tag.Value))],
        };
        return await _registry.CreateModelVersionAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Points an alias to a version. A registry that knows nothing of guards gets them obeyed from here.</summary>
    internal async Task SetAliasAsync(string name, string alias, string version, CancellationToken cancellationToken)
    {
        if (_registry is not IAliasHistory)
        {
            var model = await _registry.GetRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false);
            model.Aliases.TryGetValue(alias, out var holder);
            if (holder != version && AliasGuardTag.Read(model, alias) is { Count: > 0 } guards)
            {
                var candidate = await _registry.GetModelVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
                var held = holder is null ? null : await _registry.GetModelVersionAsync(name, holder, cancellationToken).ConfigureAwait(false);
                await new AliasGuards(new TrackedModelSources(_tracking)).CheckAsync(guards, alias, candidate, held, cancellationToken).ConfigureAwait(false);
            }
        }

        await _registry.SetRegisteredModelAliasAsync(name, alias, version, cancellationToken).ConfigureAwait(false);
    }

    private async Task EnsureModelAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _registry.CreateRegisteredModelAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException taken) when (taken.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
        {
            // It was there, or somebody else has made it at this moment. A prompt is no model.
            var existing = await _registry.GetRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false);
            if (RegistryRules.IsPrompt(existing.Tags))
            {
                throw RegistryErrors.NameTakenByPrompt(name);
            }
        }
    }

    private async ValueTask<CreateModelVersionRequest> DescribeAsync(string modelUri, string name, CancellationToken cancellationToken)
    {
        if (RunUri.IsRuns(modelUri))
        {
            return await DescribeOfRunAsync(RunUri.Parse(modelUri), name, cancellationToken).ConfigureAwait(false);
        }

        if (!ModelUri.IsModels(modelUri))
        {
            return new CreateModelVersionRequest { Name = name, Source = modelUri };
        }

        var uri = ModelUri.Parse(modelUri);
        if (uri.ModelId is { } modelId)
        {
            return await DescribeOfModelAsync(modelId, name, modelUri, cancellationToken).ConfigureAwait(false);
        }

        // MLflow takes a number only and fails on an alias; what either names is found here.
        var version = await ResolveAsync(uri, cancellationToken).ConfigureAwait(false);
        var source = uri.Version is null ? $"models:/{version.Name}/{version.Version}" : modelUri;
        return version.ModelId is { } id
            ? await DescribeOfModelAsync(id, name, source, cancellationToken).ConfigureAwait(false)
            : new CreateModelVersionRequest { Name = name, Source = source };
    }

    private async ValueTask<CreateModelVersionRequest> DescribeOfModelAsync(string modelId, string name, string source, CancellationToken cancellationToken)
    {
        var model = await _tracking.GetLoggedModelAsync(modelId, allowDeleted: false, cancellationToken).ConfigureAwait(false);
        return new CreateModelVersionRequest { Name = name, Source = source, ModelId = modelId, RunId = model.SourceRunId };
    }

    private async ValueTask<CreateModelVersionRequest> DescribeOfRunAsync(RunUri uri, string name, CancellationToken cancellationToken)
    {
        var run = await _tracking.GetRunAsync(uri.RunId, cancellationToken).ConfigureAwait(false);
        if (await HasModelFileAsync(run, uri.Path, cancellationToken).ConfigureAwait(false))
        {
            var location = uri.Path.Length == 0 ? run.Info.ArtifactUri : ArtifactUris.Append(run.Info.ArtifactUri, uri.Path);
            return new CreateModelVersionRequest { Name = name, Source = location, RunId = uri.RunId };
        }

        var models = await LoggedModelsOfRun.ListAsync(_tracking, run, uri.Path, cancellationToken).ConfigureAwait(false);
        var model = LoggedModelsOfRun.Latest(run, models)
            ?? throw RegistryErrors.NoLoggedModelOfRun(uri.Path, uri.RunId);
        return new CreateModelVersionRequest { Name = name, Source = "models:/" + model.ModelId, ModelId = model.ModelId, RunId = uri.RunId };
    }

    private async ValueTask<bool> HasModelFileAsync(RunRecord run, string path, CancellationToken cancellationToken)
    {
        if (_tracking is not IArtifactRepositoryProvider provider)
        {
            return false;
        }

        var artifacts = await provider.GetRunArtifactsAsync(run.Info, cancellationToken).ConfigureAwait(false);
        var entries = await artifacts.ListAsync(path, cancellationToken).ConfigureAwait(false);
        var file = path.Length == 0 ? "MLmodel" : path + "/MLmodel";
        return entries.Any(entry => !entry.IsDirectory && entry.Path == file);
    }

    private async Task TellModelAsync(string modelId, ModelVersion version, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTagTries; attempt++)
        {
            var model = await _tracking.GetLoggedModelAsync(modelId, allowDeleted: false, cancellationToken).ConfigureAwait(false);
            model.Tags.TryGetValue(ModelVersionsTag.Key, out var before);
            var after = ModelVersionsTag.Add(before, version.Name, RegistryRules.ParseVersion(version.Version));
            if (after == before)
            {
                return;
            }

            await _tracking.SetLoggedModelTagsAsync(modelId, [new RunTag(ModelVersionsTag.Key, after)], cancellationToken).ConfigureAwait(false);
        }
    }
}
