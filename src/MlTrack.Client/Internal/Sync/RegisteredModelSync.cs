using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Brings one registered model to the other store's registry.</summary>
internal sealed partial class RegisteredModelSync
{
    private readonly SyncSession _session;
    private readonly CursorFile _file;
    private readonly RegisteredModel _model;
    private readonly IModelRegistryStore _target;
    private readonly VersionSources _sources;
    private readonly RegisteredModelCursor _cursor;
    private RegisteredModel? _there;

    internal RegisteredModelSync(SyncSession session, CursorFile file, RegisteredModel model, IModelRegistryStore target, VersionSources sources)
    {
        _session = session;
        _file = file;
        _model = model;
        _target = target;
        _sources = sources;
        var known = file.ReadModel();
        _cursor = known.Name == model.Name ? known : new RegisteredModelCursor { Target = known.Target, Name = model.Name };
    }

    private string Name => _model.Name;

    /// <summary>Sends everything that is new.</summary>
    /// <param name="versions">The versions, by their numbers.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>True when a version waits for one of another model.</returns>
    internal async Task<bool> RunAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken)
    {
        var isKnown = _cursor.Exists;
        try
        {
            return await SendAsync(versions, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException missing) when (isKnown && missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            _session.Report("registered-model-deleted", runId: null, $"'{_session.Target.Uri}' has the registered model '{Name}' no more: it is left alone. {missing.Message}");
            return false;
        }
    }

    private async Task<bool> SendAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken)
    {
        var isChanged = false;
        if (!_cursor.Exists)
        {
            isChanged = await FindOrCreateAsync(cancellationToken).ConfigureAwait(false);
        }

        isChanged |= await SendDescriptionAsync(cancellationToken).ConfigureAwait(false);
        isChanged |= await SendTagsAsync(cancellationToken).ConfigureAwait(false);
        _session.Counts.RegisteredModels += isChanged ? 1 : 0;
        var waits = await SendVersionsAsync(versions, cancellationToken).ConfigureAwait(false);
        await SendAliasesAsync(cancellationToken).ConfigureAwait(false);
        return waits;
    }

    private async Task<bool> FindOrCreateAsync(CancellationToken cancellationToken)
    {
        var isCreated = false;
        try
        {
            _there = await _target.GetRegisteredModelAsync(Name, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            _there = await CreateAsync(cancellationToken).ConfigureAwait(false);
            isCreated = true;
        }

        _cursor.Exists = true;
        Save();
        return isCreated;
    }

    private async Task<RegisteredModel> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _target.CreateRegisteredModelAsync(
                Name, [.. _model.Tags.Select(tag => new RunTag(tag.Key, tag.Value))], _model.Description, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException taken) when (taken.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
        {
            // Somebody else was first.
            return await _target.GetRegisteredModelAsync(Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> SendDescriptionAsync(CancellationToken cancellationToken)
    {
        var ours = Hashes.Of(_model.Description);
        if (_cursor.Description == ours || (_cursor.Description.Length == 0 && string.IsNullOrEmpty(_model.Description)))
        {
            return false;
        }

        var there = (await GetThereAsync(cancellationToken).ConfigureAwait(false)).Description;
        var isSent = (there ?? "") != (_model.Description ?? "") && !IsOthers("description", isSentBefore: _cursor.Description.Length > 0, there);
        if (isSent)
        {
            await _target.UpdateRegisteredModelAsync(Name, _model.Description, cancellationToken).ConfigureAwait(false);
        }

        _cursor.Description = ours;
        Save();
        return isSent;
    }

    private async Task<bool> SendTagsAsync(CancellationToken cancellationToken)
    {
        var isSent = false;
        foreach (var tag in _model.Tags.Where(tag => !_cursor.Tags.TryGetValue(tag.Key, out var sent) || sent != Hashes.Of(tag.Value)))
        {
            (await GetThereAsync(cancellationToken).ConfigureAwait(false)).Tags.TryGetValue(tag.Key, out var there);
            if (there != tag.Value && !IsOthers($"tag '{tag.Key}'", _cursor.Tags.ContainsKey(tag.Key), there))
            {
                await _target.SetRegisteredModelTagAsync(Name, new RunTag(tag.Key, tag.Value), cancellationToken).ConfigureAwait(false);
                isSent = true;
            }

            _cursor.Tags[tag.Key] = Hashes.Of(tag.Value);
            Save();
        }

        foreach (var gone in _cursor.Tags.Where(sent => !_model.Tags.ContainsKey(sent.Key)).ToList())
        {
            if ((await GetThereAsync(cancellationToken).ConfigureAwait(false)).Tags.TryGetValue(gone.Key, out var there) && Hashes.Of(there) == gone.Value)
            {
                await _target.DeleteRegisteredModelTagAsync(Name, gone.Key, cancellationToken).ConfigureAwait(false);
                isSent = true;
            }

            _cursor.Tags.Remove(gone.Key);
            Save();
        }

        return isSent;
    }

    private async Task SendAliasesAsync(CancellationToken cancellationToken)
    {
        foreach (var alias in _model.Aliases)
        {
            if (!_cursor.Versions.TryGetValue(alias.Value, out var version) || version.IsSetAside ||
                (_cursor.Aliases.TryGetValue(alias.Key, out var sent) && sent == version.Number))
            {
                continue;
            }

            (await GetThereAsync(cancellationToken).ConfigureAwait(false)).Aliases.TryGetValue(alias.Key, out var there);
            if (there != version.Number && !IsOthers($"alias '{alias.Key}'", sent is not null, there))
            {
                await _target.SetRegisteredModelAliasAsync(Name, alias.Key, version.Number, cancellationToken).ConfigureAwait(false);
                _session.Counts.Aliases++;
            }

            _cursor.Aliases[alias.Key] = version.Number;
            Save();
        }

        foreach (var gone in _cursor.Aliases.Where(sent => !_model.Aliases.ContainsKey(sent.Key)).ToList())
        {
            if ((await GetThereAsync(cancellationToken).ConfigureAwait(false)).Aliases.TryGetValue(gone.Key, out var there) && there == gone.Value)
            {
                await _target.DeleteRegisteredModelAliasAsync(Name, gone.Key, cancellationToken).ConfigureAwait(false);
                _session.Counts.Aliases++;
            }

            _cursor.Aliases.Remove(gone.Key);
            Save();
        }
    }

    // What somebody else has said there stands until it is said anew here: a champion of many is not moved by the first who comes along.
    private bool IsOthers(string what, bool isSentBefore, string? there)
    {
        if (isSentBefore || string.IsNullOrEmpty(there))
        {
            return false;
        }

        _session.Report(
            "registry-conflict", runId: null, $"The {what} of the registered model '{Name}' is another in '{_session.Target.Uri}' and stays so until it changes here again.");
        return true;
    }

    private async Task<RegisteredModel> GetThereAsync(CancellationToken cancellationToken) =>
        _there ??= await _target.GetRegisteredModelAsync(Name, cancellationToken).ConfigureAwait(false);

    private void Save() => _file.Write(_cursor);
}
