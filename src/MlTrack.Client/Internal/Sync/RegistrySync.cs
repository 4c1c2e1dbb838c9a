using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Brings the registered models of a tree to the registry of the other store: names, versions, tags, aliases, stages.</summary>
/// <remarks>
/// Models are matched by name. A version there carries the tag <see cref="SourceVersionTag"/>, which tells it from those that others made; its number may be another.
/// What others have set there under the same key stays, and is told. Nothing is removed there but tags and aliases that came from here. Prompts stay behind.
/// </remarks>
internal sealed class RegistrySync
{
    internal const string SourceVersionTag = "mltrack.source_version";

    private readonly SyncSession _session;
    private readonly IModelRegistryStore _source;
    private readonly RegistryLayout _layout;
    private readonly VersionSources _sources;

    internal RegistrySync(SyncSession session)
    {
        _session = session;
        _source = session.Source.ModelRegistry;
        _layout = new RegistryLayout(session.Source.Root);
        _sources = new VersionSources(session, _layout);
    }

    /// <summary>Brings everything once. A model that fails does not keep the others from being sent.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        var models = await ListModelsAsync(cancellationToken).ConfigureAwait(false);
        if (models.Count == 0)
        {
            return;
        }

        var versions = (await ListVersionsAsync(cancellationToken).ConfigureAwait(false)).ToLookup(version => version.Name, StringComparer.Ordinal);
        if (_session.Options.DryRun)
        {
            models.ForEach(model => Count(model, versions[model.Name]));
            return;
        }

        if ((_session.Target as IModelRegistryProvider)?.ModelRegistry is not { } target)
        {
            _session.Report("no-registry", runId: null, $"'{_session.Target.Uri}' has no model registry: {models.Count} registered models are not sent.");
            return;
        }

        // A version of a version follows that one; who is left when nothing moves any more names one that is not here, and goes by its files.
        for (var left = models; left.Count > 0;)
        {
            var before = _session.Counts.ModelVersions;
            var waiting = new List<RegisteredModel>();
            foreach (var model in left)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await TryAsync(model, versions[model.Name], target, cancellationToken).ConfigureAwait(false))
                {
                    waiting.Add(model);
                }
            }

            _sources.IsLastTry |= _session.Counts.ModelVersions == before;
            left = waiting;
        }
    }

    // True when a version waits for one of another model.
    private async Task<bool> TryAsync(RegisteredModel model, IEnumerable<ModelVersion> versions, IModelRegistryStore target, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(model, versions, target, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MlTrackException || SyncFaults.IsTransient(exception))
        {
            _session.Report("failed", runId: null, $"Registered model '{model.Name}': {exception.Message}", (exception as MlTrackException)?.ErrorCodeText, isTriedAgain: true);
            return false;
        }
    }

    private async Task<bool> SendAsync(RegisteredModel model, IEnumerable<ModelVersion> versions, IModelRegistryStore target, CancellationToken cancellationToken)
    {
        // A folder is not made for a model that has gone meanwhile: MLflow takes every folder here for a model.
        var folder = _layout.Model(model.Name);
        if (!_session.Context.Files.TryStat(MlrunsLayout.Meta(folder), out _))
        {
            return false;
        }

        using var file = CursorFile.TryOpen(_session.Context, folder, _session.Target.Uri, cancellationToken);
        if (file is null)
        {
            _session.Report("busy", runId: null, $"Another process is sending the registered model '{model.Name}'.", isTriedAgain: true);
            return false;
        }

        var sender = new RegisteredModelSync(_session, file, model, target, _sources);
        return await sender.RunAsync([.. InOrder(versions)], cancellationToken).ConfigureAwait(false);
    }

    private void Count(RegisteredModel model, IEnumerable<ModelVersion> versions)
    {
        var cursor = CursorFile.PeekModel(_session.Context, _layout.Model(model.Name), _session.Target.Uri) is { } known && known.Name == model.Name ? known : new RegisteredModelCursor();
        _session.Counts.RegisteredModels += cursor.Exists ? 0 : 1;
        _session.Counts.ModelVersions += versions.Count(version => !cursor.Versions.ContainsKey(version.Version));
        _session.Counts.Aliases += model.Aliases.Count(alias => !(cursor.Versions.TryGetValue(alias.Value, out var version) && cursor.Aliases.TryGetValue(alias.Key, out var sent) && sent == version.Number));
    }

    private static IEnumerable<ModelVersion> InOrder(IEnumerable<ModelVersion> versions) => versions.OrderBy(version => RegistryRules.ParseVersion(version.Version));

    private async Task<List<RegisteredModel>> ListModelsAsync(CancellationToken cancellationToken)
    {
        var all = new List<RegisteredModel>();
        var query = new SearchRegistryQuery();
        do
        {
            var page = await _source.SearchRegisteredModelsAsync(query, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Items);
            query = query with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(query.PageToken));
        return [.. all.OrderBy(model => model.CreationTime)];
    }

    private async Task<List<ModelVersion>> ListVersionsAsync(CancellationToken cancellationToken)
    {
        var all = new List<ModelVersion>();
        var query = new SearchRegistryQuery();
        do
        {
            var page = await _source.SearchModelVersionsAsync(query, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Items);
            query = query with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(query.PageToken));
        return all;
    }
}
