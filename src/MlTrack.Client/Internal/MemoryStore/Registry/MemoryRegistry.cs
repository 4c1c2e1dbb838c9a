using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.MemoryStore.Registry;

/// <summary>A registry that lives in memory and is gone with its last reference. Thread-safe: one lock guards all of it.</summary>
internal sealed class MemoryRegistry : RegistryBackend
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal);

    internal override string Uri => MemoryTrackingStore.StoreUri;

    internal override bool TryCreate(RegisteredModel model)
    {
        lock (_gate)
        {
            if (_models.ContainsKey(model.Name))
            {
                return false;
            }

            var added = new Model(model with { Tags = EmptyMap.Strings });
            Fill(added.Tags, model.Tags);
            _models.Add(model.Name, added);
            return true;
        }
    }

    internal override RegisteredModel? Find(string name)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model) ? model.ToEntity() : null;
        }
    }

    internal override IEnumerable<RegisteredModel> List()
    {
        lock (_gate)
        {
            return [.. _models.Values.Select(model => model.ToEntity())];
        }
    }

    internal override bool SetDescription(string name, string? description, DateTimeOffset now) =>
        Change(name, model => model.Entity = model.Entity with { Description = description, LastUpdatedTime = now });

    internal override bool Touch(string name, DateTimeOffset now) => Change(name, model => model.Entity = model.Entity with { LastUpdatedTime = now });

    internal override bool TryRename(string name, string newName, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_models.ContainsKey(newName) || !_models.TryGetValue(name, out var model))
            {
                return false;
            }

            _models.Remove(name);
            _models.Add(newName, model);
            model.Entity = model.Entity with { Name = newName, LastUpdatedTime = now };
            foreach (var version in model.Versions.Values)
            {
                version.Stored = version.Stored with { Entity = version.Stored.Entity with { Name = newName, LastUpdatedTime = now } };
            }

            return true;
        }
    }

    internal override void Delete(string name)
    {
        lock (_gate)
        {
            _models.Remove(name);
        }
    }

    internal override void SetTag(string name, RunTag tag) => Change(name, model => model.Tags.Set(tag.Key, tag.Value));

    internal override bool DeleteTag(string name, string key)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model) && model.Tags.Remove(key);
        }
    }

    internal override bool TryMoveAlias(string name, AliasMove move)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(name, out var model))
            {
                throw RegistryErrors.ModelNotFound(name);
            }

            if ((model.Aliases.TryGetValue(move.Alias, out var holder) ? RegistryRules.FormatVersion(holder) : null) != move.PreviousVersion)
            {
                return false;
            }

            if (move.Version is { } version)
            {
                model.Aliases[move.Alias] = RegistryRules.ParseVersion(version);
            }
            else
            {
                model.Aliases.Remove(move.Alias);
            }

            model.Moves.Add(move);
            return true;
        }
    }

    internal override IReadOnlyList<AliasMove> ListMoves(string name)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model) ? [.. model.Moves] : [];
        }
    }

    internal override StoredVersion Add(StoredVersion version)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(version.Entity.Name, out var model))
            {
                throw RegistryErrors.ModelNotFound(version.Entity.Name);
            }

            var number = model.Versions.Keys.DefaultIfEmpty(0).Max() + 1;
            var stored = version with { Entity = version.Entity with { Version = RegistryRules.FormatVersion(number) } };
            var added = new Version(stored);
            Fill(added.Tags, version.Entity.Tags);
            model.Versions.Add(number, added);
            return stored;
        }
    }

    internal override StoredVersion? FindVersion(string name, long version)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model) && model.Versions.TryGetValue(version, out var found) && !found.IsDeleted
                ? found.Stored with { Entity = model.ToEntity(found) }
                : null;
        }
    }

    internal override IReadOnlyList<ModelVersion> ListVersions(string name)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model)
                ? [.. model.Versions.Values.Where(version => !version.IsDeleted).Select(model.ToEntity)]
                : [];
        }
    }

    internal override void SetVersionDescription(string name, long version, string description, DateTimeOffset now) =>
        ChangeVersion(name, version, found => found with { Description = description, LastUpdatedTime = now });

    internal override void SetStage(string name, long version, string stage, DateTimeOffset now) =>
        ChangeVersion(name, version, found => found with { CurrentStage = stage, LastUpdatedTime = now });

    internal override void SetVersionTag(string name, long version, RunTag tag) => Change(
        name,
        model =>
        {
            if (model.Versions.TryGetValue(version, out var found))
            {
                found.Tags.Set(tag.Key, tag.Value);
            }
        });

    internal override bool DeleteVersionTag(string name, long version, string key)
    {
        lock (_gate)
        {
            return _models.TryGetValue(name, out var model) && model.Versions.TryGetValue(version, out var found) && found.Tags.Remove(key);
        }
    }

    private bool Change(string name, Action<Model> change)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(name, out var model))
            {
                return false;
            }

            change(model);
            return true;
        }
    }

    private void ChangeVersion(string name, long version, Func<ModelVersion, ModelVersion> change) => Change(
        name,
        model =>
        {
            if (model.Versions.TryGetValue(version, out var found))
            {
                found.Stored = found.Stored with { Entity = change(found.Stored.Entity) };
            }
        });

    private static void Fill(KeyTree<string> tags, IReadOnlyDictionary<string, string> values)
    {
        foreach (var tag in values)
        {
            tags.Set(tag.Key, tag.Value);
        }
    }

    private sealed class Model(RegisteredModel entity)
    {
        internal RegisteredModel Entity { get; set; } = entity;

        internal KeyTree<string> Tags { get; } = new("tag");

        internal Dictionary<string, long> Aliases { get; } = new(StringComparer.Ordinal);

        internal List<AliasMove> Moves { get; } = [];

        internal SortedDictionary<long, Version> Versions { get; } = [];

        internal RegisteredModel ToEntity() => Entity with
        {
            Tags = Copy(Tags),
            Aliases = Aliases.ToDictionary(alias => alias.Key, alias => RegistryRules.FormatVersion(alias.Value), StringComparer.Ordinal),
        };

        internal ModelVersion ToEntity(Version version) => version.Stored.Entity with
        {
            Tags = Copy(version.Tags),
            Aliases =
            [
                .. Aliases.Where(alias => RegistryRules.FormatVersion(alias.Value) == version.Stored.Entity.Version)
                    .Select(alias => alias.Key).OrderBy(alias => alias, StringComparer.Ordinal),
            ],
        };

        private static Dictionary<string, string> Copy(KeyTree<string> tags) => tags.Values.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
    }

    private sealed class Version(StoredVersion stored)
    {
        internal StoredVersion Stored { get; set; } = stored;

        internal KeyTree<string> Tags { get; } = new("tag");

        internal bool IsDeleted => Stored.Entity.CurrentStage == RegistryRules.DeletedStage;
    }
}
