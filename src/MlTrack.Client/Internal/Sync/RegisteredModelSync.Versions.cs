using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <content>Versions.</content>
internal sealed partial class RegisteredModelSync
{
    // The versions there that came from trees, by what their tag says; read when one is to be made.
    private Dictionary<string, ModelVersion>? _found;

    private async Task<bool> SendVersionsAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken)
    {
        foreach (var version in versions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_cursor.Versions.TryGetValue(version.Version, out var known))
            {
                if (!known.IsSetAside)
                {
                    await SendChangesAsync(version, known, cancellationToken).ConfigureAwait(false);
                }

                continue;
            }

            if (await FindAsync(version, cancellationToken).ConfigureAwait(false) is { } found)
            {
                Note(version, found);
                await SendChangesAsync(version, _cursor.Versions[version.Version], cancellationToken).ConfigureAwait(false);
                continue;
            }

            var place = await _sources.MapAsync(version, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(place, VersionPlace.WaitsForVersion))
            {
                // The ones behind it would take its number.
                return true;
            }

            if (place is null || place.Waits)
            {
                ReportNoSource(version, place is not null);
                continue;
            }

            await CreateAsync(version, place, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task CreateAsync(ModelVersion version, VersionPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateModelVersionRequest
        {
            Name = Name, Source = place.Source, RunId = place.RunId, ModelId = place.ModelId, RunLink = version.RunLink, Description = version.Description,
            Tags = [.. TagsOf(version).Select(tag => new RunTag(tag.Key, tag.Value)), new RunTag(RegistrySync.SourceVersionTag, IdentityOf(version))],
        };
        ModelVersion created;
        try
        {
            created = await _target.CreateModelVersionAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException refused) when (SyncFaults.IsRefused(refused))
        {
            _session.Report("rejected", version.RunId, $"'{_session.Target.Uri}' refused version {version.Version} of '{Name}': {refused.Message}", refused.ErrorCodeText);
            return;
        }

        _session.Counts.ModelVersions++;
        Note(version, created);
        if (place.ModelId is { } modelId)
        {
            await TellModelAsync(modelId, created, cancellationToken).ConfigureAwait(false);
        }

        await SendStageAsync(version, _cursor.Versions[version.Version], cancellationToken).ConfigureAwait(false);
    }

    // What it has there; what differs from here is sent next.
    private void Note(ModelVersion version, ModelVersion there)
    {
        _cursor.Versions[version.Version] = new VersionCursor
        {
            Number = there.Version,
            Description = Hashes.Of(there.Description ?? ""),
            Stage = there.CurrentStage,
            Tags = TagsOf(there).Where(tag => version.Tags.ContainsKey(tag.Key))
                .ToDictionary(tag => tag.Key, tag => Hashes.Of(tag.Value), StringComparer.Ordinal),
        };
        Save();
    }

    private async Task SendChangesAsync(ModelVersion version, VersionCursor known, CancellationToken cancellationToken)
    {
        try
        {
            var isChanged = await SendDescriptionAsync(version, known, cancellationToken).ConfigureAwait(false);
            isChanged |= await SendTagsAsync(version, known, cancellationToken).ConfigureAwait(false);
            isChanged |= await SendStageAsync(version, known, cancellationToken).ConfigureAwait(false);
            _session.Counts.ModelVersions += isChanged ? 1 : 0;
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            known.IsSetAside = true;
            Save();
            _session.Report(
                "version-deleted", version.RunId, $"Version {version.Version} of '{Name}' is not in '{_session.Target.Uri}' any more (there version {known.Number}): it is left alone.");
        }
    }

    private async Task<bool> SendDescriptionAsync(ModelVersion version, VersionCursor known, CancellationToken cancellationToken)
    {
        var ours = Hashes.Of(version.Description ?? "");
        if (known.Description == ours)
        {
            return false;
        }

        await _target.UpdateModelVersionAsync(Name, known.Number, version.Description ?? "", cancellationToken).ConfigureAwait(false);
        known.Description = ours;
        Save();
        return true;
    }

    private async Task<bool> SendTagsAsync(ModelVersion version, VersionCursor known, CancellationToken cancellationToken)
    {
        var isSent = false;
        foreach (var tag in TagsOf(version).Where(tag => !known.Tags.TryGetValue(tag.Key, out var sent) || sent != Hashes.Of(tag.Value)))
        {
            await _target.SetModelVersionTagAsync(Name, known.Number, new RunTag(tag.Key, tag.Value), cancellationToken).ConfigureAwait(false);
            known.Tags[tag.Key] = Hashes.Of(tag.Value);
            Save();
            isSent = true;
        }

        foreach (var gone in known.Tags.Keys.Where(key => !version.Tags.ContainsKey(key)).ToList())
        {
            await _target.DeleteModelVersionTagAsync(Name, known.Number, gone, cancellationToken).ConfigureAwait(false);
            known.Tags.Remove(gone);
            Save();
            isSent = true;
        }

        return isSent;
    }

    private async Task<bool> SendStageAsync(ModelVersion version, VersionCursor known, CancellationToken cancellationToken)
    {
        if (known.Stage == version.CurrentStage)
        {
            return false;
        }

        await _target.TransitionModelVersionStageAsync(Name, known.Number, version.CurrentStage, archiveExistingVersions: false, cancellationToken).ConfigureAwait(false);
        known.Stage = version.CurrentStage;
        Save();
        return true;
    }

    private async Task<ModelVersion?> FindAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (_found is null)
        {
            _found = new Dictionary<string, ModelVersion>(StringComparer.Ordinal);
            var query = new SearchRegistryQuery { Filter = FilterByName(Name), OrderBy = ["version_number DESC"] };
            do
            {
                var page = await _target.SearchModelVersionsAsync(query, cancellationToken).ConfigureAwait(false);
                foreach (var there in page.Items.Where(there => there.Name == Name && there.Tags.ContainsKey(RegistrySync.SourceVersionTag)))
                {
                    // Of twins, which two senders without a working lock may make, the first one counts.
                    _found[there.Tags[RegistrySync.SourceVersionTag]] = there;
                }

                query = query with { PageToken = page.NextPageToken };
            }
            while (!string.IsNullOrEmpty(query.PageToken));
        }

        return _found.TryGetValue(IdentityOf(version), out var found) ? found : null;
    }

    // MLflow's grammar cannot quote both kinds of quotes: then all versions are read.
    private static string? FilterByName(string name) =>
        name.IndexOf('\'') < 0 ? $"name = '{name}'" : name.IndexOf('"') < 0 ? $"name = \"{name}\"" : null;

    // A tree that was itself brought here from another one has a tag of its own from there.
    private static IEnumerable<KeyValuePair<string, string>> TagsOf(ModelVersion version) => version.Tags.Where(tag => tag.Key != RegistrySync.SourceVersionTag);

    // The same wherever the tree lies, and another for every version that was ever made.
    private static string IdentityOf(ModelVersion version) =>
        Hashes.Of(version.Version, RegistryRules.FormatVersion(version.CreationTime.ToUnixTimeMilliseconds()), version.Source, version.RunId);

    private async Task TellModelAsync(string modelId, ModelVersion version, CancellationToken cancellationToken)
    {
        var model = await _session.Target.GetLoggedModelAsync(modelId, allowDeleted: true, cancellationToken).ConfigureAwait(false);
        model.Tags.TryGetValue(ModelVersionsTag.Key, out var before);
        var after = ModelVersionsTag.Add(before, version.Name, RegistryRules.ParseVersion(version.Version));
        if (after != before && model.LifecycleStage == LifecycleStage.Active)
        {
            await _session.Target.SetLoggedModelTagsAsync(modelId, [new RunTag(ModelVersionsTag.Key, after)], cancellationToken).ConfigureAwait(false);
        }
    }

    private void ReportNoSource(ModelVersion version, bool isTriedAgain) => _session.Report(
        "no-source", version.RunId,
        isTriedAgain
            ? $"Version {version.Version} of '{Name}' is sent when its run is."
            : $"Version {version.Version} of '{Name}' is not sent: its source '{version.Source}' lies on this machine only, in no run of the tree.",
        isTriedAgain: isTriedAgain);
}
