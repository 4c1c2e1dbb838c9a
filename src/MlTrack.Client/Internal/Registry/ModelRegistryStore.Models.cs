using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <content>Registered models, their tags and aliases.</content>
internal sealed partial class ModelRegistryStore
{
    /// <inheritdoc/>
    public ValueTask<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyList<RunTag>? tags = null, string? description = null, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            var firstTags = tags ?? [];
            RegistryRules.RequireName(name);
            RegistryRules.RequireTags(firstTags);
            if (_backend.Find(name) is { } existing)
            {
                throw NameTaken(existing, firstTags);
            }

            BatchRules.Require(Names.CheckNewRegisteredModelName(name));
            var now = Now();
            var model = new RegisteredModel
            {
                Name = name, CreationTime = now, LastUpdatedTime = now, Description = description, Tags = RegistryTags.ToMap(firstTags),
            };
            return _backend.TryCreate(model) ? model : throw RegistryErrors.ModelExists(name);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken cancellationToken = default) =>
        Do(() => WithLatest(Require(name)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            Require(name);
            _backend.SetDescription(name, description, Now());
            return WithLatest(Require(name));
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            if (string.IsNullOrWhiteSpace(newName))
            {
                throw RegistryErrors.EmptyNewName();
            }

            RegistryRules.RequireName(newName);
            Require(name);
            if (_backend.Find(newName) is not null)
            {
                throw RegistryErrors.ModelExists(newName);
            }

            BatchRules.Require(Names.CheckNewRegisteredModelName(newName));
            return _backend.TryRename(name, newName, Now()) ? WithLatest(Require(newName)) : throw RegistryErrors.ModelExists(newName);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelAsync(string name, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            Require(name);
            _backend.Delete(name);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PagedList<RegisteredModel>> SearchRegisteredModelsAsync(SearchRegistryQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);

        return Do(
            () =>
            {
                // Versions are read for the models of the page only: no filter or order asks for them.
                var page = RegisteredModelSearch.Execute(_backend.List(), query, _dialect);
                return new PagedList<RegisteredModel>([.. page.Items.Select(WithLatest)], page.NextPageToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(
        string name, IReadOnlyList<string>? stages = null, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            Require(name);
            IReadOnlyList<string> wanted = stages is { Count: > 0 } ? [.. stages.Select(RegistryRules.CanonicalStage)] : RegistryRules.Stages;
            return RegistryRules.Latest(_backend.ListVersions(name), wanted);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetRegisteredModelTagAsync(string name, RunTag tag, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            RegistryRules.RequireName(name);
            RegistryRules.RequireTag(tag);
            Require(name);
            _backend.SetTag(name, tag);
            _backend.Touch(name, Now());
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelTagAsync(string name, string key, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            RegistryRules.RequireName(name);
            BatchRules.Require(Names.CheckTagKey(key));
            Require(name);
            if (_backend.DeleteTag(name, key))
            {
                _backend.Touch(name, Now());
            }
        },
        cancellationToken);

    private static MlTrackException NameTaken(RegisteredModel existing, IReadOnlyList<RunTag> tags)
    {
        var isPrompt = RegistryRules.IsPrompt(tags.Select(tag => new KeyValuePair<string, string>(tag.Key, tag.Value)));
        return !isPrompt && RegistryRules.IsPrompt(existing.Tags) ? RegistryErrors.NameTakenByPrompt(existing.Name) : RegistryErrors.ModelExists(existing.Name);
    }
}
