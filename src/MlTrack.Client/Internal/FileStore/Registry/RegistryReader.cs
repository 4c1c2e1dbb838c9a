using System.Globalization;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>Reads registered models and versions below <c>models/</c>.</summary>
/// <remarks>
/// What is half made, or damaged, is left out and told to the log in listings, where MLflow fails as a whole; asked for by name, a damaged entry is an
/// error, a half-made one is absent. Not thread-safe: one per call.
/// </remarks>
internal sealed class RegistryReader
{
    private readonly StoreContext _context;
    private readonly RegistryLayout _layout;
    private readonly ProblemSink _problems;
    private readonly List<DirectoryEntry> _entries = [];
    private readonly List<KeyValuePair<string, string>> _files = [];

    internal RegistryReader(StoreContext context, RegistryLayout layout, ProblemSink problems)
    {
        _context = context;
        _layout = layout;
        _problems = problems;
    }

    /// <summary>Gives a model; null when there is none.</summary>
    /// <exception cref="MlTrackException">Its file is damaged.</exception>
    internal RegisteredModel? Find(string name)
    {
        var folder = _layout.Model(name);
        if (!IsModelFolder(name) || !_context.Reader.TryReadMeta(MlrunsLayout.Meta(folder), _problems))
        {
            return null;
        }

        return RegisteredModelMeta.TryParse(TreeReader.Content, out var meta, out var reason)
            ? Complete(name, meta)
            : throw Malformed("Registered model", MlrunsLayout.Meta(folder), reason);
    }

    /// <summary>Gives every model that can be read.</summary>
    internal IEnumerable<RegisteredModel> List()
    {
        if (!_context.Reader.TryList(_layout.Root, _entries, _problems))
        {
            yield break;
        }

        foreach (var name in _entries.Where(entry => entry.Kind == EntryKind.Directory).Select(entry => entry.Name).ToList())
        {
            var path = MlrunsLayout.Meta(_layout.Model(name));
            if (Names.CheckRegisteredModelName(name) is not null)
            {
                _problems.Note(ProblemKinds.ForeignFolder, _layout.Model(name), "This folder is no registered model: its name is none that MLflow allows.");
            }
            else if (!_context.Reader.TryReadMeta(path, _problems))
            {
                _problems.Note(ProblemKinds.MetaMissing, path, "A folder without meta.yaml is no registered model: being made at this moment, or left over.");
            }
            else if (!RegisteredModelMeta.TryParse(TreeReader.Content, out var meta, out var reason))
            {
                _problems.Problem(ProblemKinds.MetaMalformed, path, $"Malformed: {reason}. The registered model is left out.");
            }
            else
            {
                yield return Complete(name, meta);
            }
        }
    }

    /// <summary>Gives the aliases of a model, each with the number of its version.</summary>
    internal IReadOnlyDictionary<string, string> ReadAliases(string name)
    {
        new KeyFiles(_context.Reader, _problems, run: null).List(_layout.Aliases(name), _files);
        if (_files.Count == 0)
        {
            return EmptyMap.Strings;
        }

        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (alias, path) in _files)
        {
            // A number with a line break behind it, written by hand, is one for Python's look-up as well.
            if (Names.CheckAlias(alias) is null && _context.Reader.TryRead(path, TextFile.MaxBytes, _problems) &&
                PythonInt.TryParse(TreeReader.Content.Span, out var version))
            {
                aliases[alias] = RegistryRules.FormatVersion(version);
            }
        }

        return aliases;
    }

    /// <summary>Gives the numbers of all version folders, deleted and half-made ones included.</summary>
    internal List<long> ListNumbers(string name)
    {
        var numbers = new List<long>();
        _context.Reader.TryList(_layout.Model(name), _entries, _problems);
        foreach (var entry in _entries)
        {
            if (entry.Kind == EntryKind.Directory && RegistryLayout.TryGetNumber(entry.Name, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <summary>Gives a version, deleted or not; null when there is none.</summary>
    /// <exception cref="MlTrackException">Its file is damaged.</exception>
    internal StoredVersion? FindVersion(string name, long version)
    {
        var folder = _layout.Version(name, version);
        if (!_context.Reader.IsFolder(folder) || !_context.Reader.TryReadMeta(MlrunsLayout.Meta(folder), _problems))
        {
            return null;
        }

        return ModelVersionMeta.TryParse(TreeReader.Content, name, version, out var meta, out var reason)
            ? meta
            : throw Malformed("Model version", MlrunsLayout.Meta(folder), reason);
    }

    /// <summary>Gives every version that can be read and is not deleted, with tags and aliases.</summary>
    internal List<ModelVersion> ListVersions(string name)
    {
        var versions = new List<ModelVersion>();
        var numbers = ListNumbers(name);
        if (numbers.Count == 0)
        {
            return versions;
        }

        var aliases = ReadAliases(name);
        foreach (var number in numbers)
        {
            var path = MlrunsLayout.Meta(_layout.Version(name, number));
            if (!_context.Reader.TryReadMeta(path, _problems))
            {
                _problems.Note(ProblemKinds.MetaMissing, path, "A folder without meta.yaml is no version: being made at this moment, or left over.");
            }
            else if (!ModelVersionMeta.TryParse(TreeReader.Content, name, number, out var meta, out var reason))
            {
                _problems.Problem(ProblemKinds.MetaMalformed, path, $"Malformed: {reason}. The version is left out.");
            }
            else if (meta.Entity.CurrentStage != RegistryRules.DeletedStage)
            {
                versions.Add(Complete(meta.Entity, number, aliases));
            }
        }

        return versions;
    }

    /// <summary>Adds tags and aliases.</summary>
    internal ModelVersion Complete(ModelVersion version, long number, IReadOnlyDictionary<string, string> aliases) => version with
    {
        Tags = ReadTags(_layout.Version(version.Name, number)),
        Aliases = [.. aliases.Where(alias => alias.Value == version.Version).Select(alias => alias.Key).OrderBy(alias => alias, StringComparer.Ordinal)],
    };

    private RegisteredModel Complete(string name, RegisteredModelMeta meta) => new()
    {
        Name = name,
        CreationTime = MetaYaml.ToTime(meta.CreationTime),
        LastUpdatedTime = MetaYaml.ToTime(meta.LastUpdatedTime),
        Description = meta.Description,
        Tags = ReadTags(_layout.Model(name)),
        Aliases = ReadAliases(name),
    };

    private IReadOnlyDictionary<string, string> ReadTags(string folder)
    {
        new KeyFiles(_context.Reader, _problems, run: null).List(MlrunsLayout.Join(folder, MlrunsLayout.Tags), _files);
        return TextFiles.Read(_context.Reader, _files, _problems);
    }

    private bool IsModelFolder(string name) => System.Text.Encoding.UTF8.GetByteCount(name) <= Names.MaxSegmentBytes &&
        _context.Reader.IsFolder(_layout.Root) && _context.Reader.IsFolder(_layout.Model(name));

    private static MlTrackException Malformed(string kind, string path, string reason) => new(
        MlTrackErrorCode.InternalError, string.Format(CultureInfo.InvariantCulture, "{0} file '{1}' is malformed: {2}.", kind, path, reason)) { Path = path };
}
