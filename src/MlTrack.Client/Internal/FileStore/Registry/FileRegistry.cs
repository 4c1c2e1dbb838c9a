using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>The registry of an <c>mlruns</c> folder, which MLflow's own file store can open at the same time.</summary>
/// <remarks>
/// Thread-safe, and safe beside other processes, MLflow's among them, without locks: a name or number belongs to whoever publishes its file or folder first.
/// Concurrent changes of one <c>meta.yaml</c> keep each other's keys within a process; between processes the last one wins.
/// </remarks>
internal sealed partial class FileRegistry : RegistryBackend
{
    private const int MaxTries = 1000;

    private readonly StoreContext _context;
    private readonly RegistryLayout _layout;
    private readonly AliasJournal _journal;

    // Guards what is read and written back: meta.yaml files.
    private readonly object _gate = new();

    internal FileRegistry(StoreContext context, string uri)
    {
        _context = context;
        _layout = new RegistryLayout(context.Layout.Root);
        _journal = new AliasJournal(context, _layout);
        Uri = uri;
    }

    internal override string Uri { get; }

    private FsyncLevel MetaLevel => _context.Durability.ForMeta();

    internal override bool TryCreate(RegisteredModel model)
    {
        // MLflow fails on a model's folder without meta.yaml, in every search: the file is ready and on the disk before the folder is made.
        _context.Files.CreateDirectory(_layout.Root);
        var folder = _layout.Model(model.Name);
        var temp = TempName.NewPath(_layout.Root);
        _context.Files.CreateNew(temp, RegisteredModelMeta.Format(model), mode: null, sync: true);
        try
        {
            _context.Files.CreateDirectory(folder);
            if (!_context.Files.TryPublishNew(temp, MlrunsLayout.Meta(folder)))
            {
                return false;
            }
        }
        finally
        {
            _context.Files.DeleteFile(temp);
        }

        foreach (var tag in model.Tags)
        {
            SetTag(model.Name, new RunTag(tag.Key, tag.Value));
        }

        SyncFolder(_layout.Root);
        return true;
    }

    internal override RegisteredModel? Find(string name) => Reader().Find(name);

    internal override IEnumerable<RegisteredModel> List() => Reader().List();

    internal override bool SetDescription(string name, string? description, DateTimeOffset now) => Change(name, now, [new("description", description)]);

    internal override bool Touch(string name, DateTimeOffset now) => Change(name, now);

    internal override bool TryRename(string name, string newName, DateTimeOffset now)
    {
        try
        {
            _context.Files.MoveDirectory(_layout.Model(name), _layout.Model(newName));
        }
        catch (StoreIOException taken) when (taken.Error == StoreIOError.AlreadyExists)
        {
            return false;
        }

        // Names are those of the folders: from here on the model has its new one, and a kill leaves only its copies in the files behind, which MLflow reads.
        Change(newName, now, [new("name", newName)]);
        foreach (var number in Reader().ListNumbers(newName))
        {
            ChangeVersion(newName, number, "name", newName, now);
        }

        SyncFolder(_layout.Root);
        return true;
    }

    internal override void Delete(string name)
    {
        // Under another name a version is none, for MLflow too, which fails on one whose meta.yaml is gone.
        var folder = _layout.Model(name);
        foreach (var number in Reader().ListNumbers(name))
        {
            _context.Files.MoveDirectory(_layout.Version(name, number), TempName.NewPath(folder));
        }

        FolderRemover.Remove(_context.Files, folder);
        SyncFolder(_layout.Root);
    }

    internal override void SetTag(string name, RunTag tag) => WriteKey("tag", _layout.Model(name), MlrunsLayout.Join(_layout.Model(name), MlrunsLayout.Tags), tag.Key, tag.Value);

    internal override bool DeleteTag(string name, string key) => KeyWriter.Delete(_context, MlrunsLayout.Join(_layout.Model(name), MlrunsLayout.Tags), key);

    internal override bool TryMoveAlias(string name, AliasMove move)
    {
        using var held = StoreLock.Acquire(_context.Files, _layout.Model(name), "move an alias", new StoreLockOptions { TimeProvider = _context.Time });
        Reader().ReadAliases(name).TryGetValue(move.Alias, out var holder);
        if (holder != move.PreviousVersion)
        {
            return false;
        }

        // The journal first: a disk that takes no line of it gets no move either. Of a process killed in between, the next line's previous version tells.
        _journal.Append(name, move);
        try
        {
            PutAlias(name, move);
        }
        catch (Exception)
        {
            _journal.Append(name, move with { Version = move.PreviousVersion, PreviousVersion = move.Version });
            throw;
        }

        return true;
    }

    internal override IReadOnlyList<AliasMove> ListMoves(string name) => _journal.Read(name);

    private void PutAlias(string name, AliasMove move)
    {
        if (move.Version is { } version)
        {
            WriteKey("alias", _layout.Model(name), _layout.Aliases(name), move.Alias, version);
        }
        else
        {
            KeyWriter.Delete(_context, _layout.Aliases(name), move.Alias);
        }
    }

    private RegistryReader Reader() => new(_context, _layout, _context.Problems);

    private void WriteKey(string kind, string owner, string folder, string key, string value) =>
        KeyWriter.Replace(_context, kind, folder, key, TextFile.Format(value), owner, runId: null);

    private bool Change(string name, DateTimeOffset now, params KeyValuePair<string, YamlNode?>[] more)
    {
        lock (_gate)
        {
            var reader = Reader();
            if (reader.Find(name) is not { } model || !_context.Reader.TryReadMeta(MlrunsLayout.Meta(_layout.Model(name)), _context.Problems))
            {
                return false;
            }

            var content = RegisteredModelMeta.Update(TreeReader.Content.ToArray(), model.Aliases, now.ToUnixTimeMilliseconds(), more);
            _context.Writer.Replace(MlrunsLayout.Meta(_layout.Model(name)), _layout.Model(name), content, MetaLevel);
            return true;
        }
    }

    private void SyncFolder(string folder)
    {
        if (MetaLevel == FsyncLevel.FileAndFolder)
        {
            _context.Files.SyncDirectory(folder);
        }
    }
}
