namespace MlTrack.Internal.Registry;

/// <summary>
/// Where the entries of a registry are kept. Knows no rules: names, tags, stages and aliases have been checked by <see cref="ModelRegistryStore"/>, which
/// also decides what an absence means.
/// </summary>
/// <remarks>Thread-safe. Times are whole milliseconds. Where a model or version is gone meanwhile, changes do nothing and give false.</remarks>
internal abstract class RegistryBackend
{
    internal abstract string Uri { get; }

    /// <summary>Makes a model with its tags if the name is free: of any number of threads and processes exactly one wins.</summary>
    internal abstract bool TryCreate(RegisteredModel model);

    /// <summary>Gives a model with tags and aliases, without its latest versions; null when there is none.</summary>
    internal abstract RegisteredModel? Find(string name);

    /// <summary>Gives all models as <see cref="Find"/> does, unordered. What cannot be read is left out and told to the log.</summary>
    internal abstract IEnumerable<RegisteredModel> List();

    internal abstract bool SetDescription(string name, string? description, DateTimeOffset now);

    /// <summary>Sets the time of the last update.</summary>
    internal abstract bool Touch(string name, DateTimeOffset now);

    /// <summary>Renames a model with its versions, tags and aliases.</summary>
    /// <returns>False when the new name is taken.</returns>
    internal abstract bool TryRename(string name, string newName, DateTimeOffset now);

    internal abstract void Delete(string name);

    internal abstract void SetTag(string name, RunTag tag);

    /// <summary>Removes a tag.</summary>
    /// <returns>False when there was none.</returns>
    internal abstract bool DeleteTag(string name, string key);

    /// <summary>
    /// Points an alias to another version, or removes it, and writes that to the journal, if it still points to <see cref="AliasMove.PreviousVersion"/>: of moves
    /// at the same moment one wins, and the others are told.
    /// </summary>
    /// <returns>False when it points elsewhere.</returns>
    internal abstract bool TryMoveAlias(string name, AliasMove move);

    /// <summary>Gives the journal, the oldest line first.</summary>
    internal abstract IReadOnlyList<AliasMove> ListMoves(string name);

    /// <summary>Adds a version under the next free number: one above the highest ever given, deleted ones included.</summary>
    /// <param name="version">The version; its number does not matter.</param>
    /// <returns>The version with its number.</returns>
    internal abstract StoredVersion Add(StoredVersion version);

    /// <summary>Gives a version with tags and aliases; null when there is none or it is deleted.</summary>
    internal abstract StoredVersion? FindVersion(string name, long version);

    /// <summary>Gives the versions of a model that are not deleted, unordered.</summary>
    internal abstract IReadOnlyList<ModelVersion> ListVersions(string name);

    internal abstract void SetVersionDescription(string name, long version, string description, DateTimeOffset now);

    internal abstract void SetStage(string name, long version, string stage, DateTimeOffset now);

    internal abstract void SetVersionTag(string name, long version, RunTag tag);

    /// <summary>Removes a tag of a version.</summary>
    /// <returns>False when there was none.</returns>
    internal abstract bool DeleteVersionTag(string name, long version, string key);
}

/// <summary>A version and where its files are.</summary>
/// <param name="Entity">What callers see.</param>
/// <param name="StorageLocation">The place that was found when the version was made; null in old stores, where it is the source.</param>
internal sealed record StoredVersion(ModelVersion Entity, string? StorageLocation)
{
    internal string DownloadUri => StorageLocation ?? Entity.Source ?? "";
}
