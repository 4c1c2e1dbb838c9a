using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.FileStore.Registry;

/// <content>Versions.</content>
internal sealed partial class FileRegistry
{
    internal override StoredVersion Add(StoredVersion version)
    {
        // Built under a name that is no version's, then moved to the first free number: complete or not there, for MLflow too.
        var name = version.Entity.Name;
        var folder = TempName.NewPath(_layout.Model(name));
        try
        {
            _context.Files.CreateDirectory(folder);
            foreach (var tag in version.Entity.Tags)
            {
                KeyWriter.WriteNew(_context, "tag", MlrunsLayout.Join(folder, MlrunsLayout.Tags), tag.Key, TextFile.Format(tag.Value), folder, runId: null);
            }

            var number = Publish(version, folder);
            SyncFolder(_layout.Model(name));
            return version with { Entity = version.Entity with { Version = RegistryRules.FormatVersion(number) } };
        }
        catch
        {
            RemoveAfterFault(folder);
            throw;
        }
    }

    internal override StoredVersion? FindVersion(string name, long version)
    {
        var reader = Reader();
        return reader.FindVersion(name, version) is { } found && found.Entity.CurrentStage != RegistryRules.DeletedStage
            ? found with { Entity = reader.Complete(found.Entity, version, reader.ReadAliases(name)) }
            : null;
    }

    internal override IReadOnlyList<ModelVersion> ListVersions(string name) => Reader().ListVersions(name);

    internal override void SetVersionDescription(string name, long version, string description, DateTimeOffset now) =>
        ChangeVersion(name, version, "description", description, now);

    internal override void SetStage(string name, long version, string stage, DateTimeOffset now) => ChangeVersion(name, version, "current_stage", stage, now);

    internal override void SetVersionTag(string name, long version, RunTag tag)
    {
        var folder = _layout.Version(name, version);
        WriteKey("tag", folder, MlrunsLayout.Join(folder, MlrunsLayout.Tags), tag.Key, tag.Value);
    }

    internal override bool DeleteVersionTag(string name, long version, string key) =>
        KeyWriter.Delete(_context, MlrunsLayout.Join(_layout.Version(name, version), MlrunsLayout.Tags), key);

    private long Publish(StoredVersion version, string folder)
    {
        var name = version.Entity.Name;
        for (var attempt = 1; ; attempt++)
        {
            var number = Reader().ListNumbers(name).DefaultIfEmpty(0).Max() + 1;
            _context.Writer.Replace(MlrunsLayout.Meta(folder), folder, ModelVersionMeta.Format(version, number), MetaLevel);
            try
            {
                _context.Files.MoveDirectory(folder, _layout.Version(name, number));
                return number;
            }
            catch (StoreIOException taken) when (taken.Error == StoreIOError.AlreadyExists && attempt < MaxTries)
            {
                // Somebody else has published this number; the next listing shows it.
            }
        }
    }

    private void ChangeVersion(string name, long version, string key, string value, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (Reader().FindVersion(name, version) is null)
            {
                return;
            }

            // The content that was just read and found well formed.
            var content = ModelVersionMeta.Update(TreeReader.Content.ToArray(), key, value, now.ToUnixTimeMilliseconds());
            var folder = _layout.Version(name, version);
            _context.Writer.Replace(MlrunsLayout.Meta(folder), folder, content, MetaLevel);
        }
    }

    private void RemoveAfterFault(string folder)
    {
        try
        {
            FolderRemover.Remove(_context.Files, folder);
        }
        catch (StoreIOException)
        {
            // The first fault is the one to report. What is left is a folder that every reader ignores.
        }
    }
}
