using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Reads runs.</summary>
/// <remarks>
/// Not thread-safe: one per call, used for all runs of a search, so that its lists are made once. What is damaged is told to the sink;
/// only a run whose <c>meta.yaml</c> does not identify it cannot be read.
/// </remarks>
internal sealed partial class RunReader
{
    private readonly StoreContext _context;
    private readonly ProblemSink _problems;
    private readonly List<KeyValuePair<string, string>> _files = [];
    private readonly List<DirectoryEntry> _entries = [];
    private readonly Dictionary<string, Dataset?> _datasets = new(StringComparer.Ordinal);

    internal RunReader(StoreContext context, ProblemSink problems)
    {
        _context = context;
        _problems = problems;
    }

    /// <summary>Reads a whole run that must be there.</summary>
    /// <exception cref="MlTrackException">It is not, or its <c>meta.yaml</c> is damaged.</exception>
    internal RunRecord Get(RunPlace place)
    {
        var sink = new RequiredProblems();
        if (!_context.Reader.TryReadMeta(MlrunsLayout.Meta(place.Folder), sink, place))
        {
            throw MetaMissing(place, sink);
        }

        return Complete(place, ParseMeta(place, TreeReader.Content), RunParts.All);
    }

    /// <summary>Reads what identifies a run that was found in a listing; null, with a problem, if it is damaged, and null if it is none.</summary>
    internal RunMeta? TryReadMeta(RunPlace place)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        if (!_context.Reader.TryReadMeta(path, _problems, place))
        {
            _problems.Note(ProblemKinds.MetaMissing, path, "A folder without meta.yaml is no run: being made or deleted at this moment, or left over.", place);
            return null;
        }

        if (!RunMeta.TryParse(TreeReader.Content, out var meta, out var reason))
        {
            _problems.Problem(ProblemKinds.MetaMalformed, path, MalformedText(path, reason) + " The run is left out.", place);
            return null;
        }

        if (meta.RunId == place.RunId && meta.ExperimentId == place.Experiment.ExperimentId)
        {
            NoteMissing(place, meta, path);
            return meta;
        }

        var message = meta.ExperimentId == place.Experiment.ExperimentId
            ? $"The file names run '{meta.RunId}', but lies in the folder '{place.RunId}'. The run is left out: rename the folder back."
            : $"Wrong experiment ID ({meta.ExperimentId}) recorded for run '{place.RunId}'. It should be {place.Experiment.ExperimentId}. Run will be ignored.";
        _problems.Problem(ProblemKinds.IdMismatch, path, message, place);
        return null;
    }

    /// <summary>Reads the parts that are wanted.</summary>
    internal RunRecord Complete(RunPlace place, RunMeta meta, RunParts parts)
    {
        var info = MakeInfo(_context, place, meta, readNameTag: false);
        var ended = HasEnded(info.Status);
        var needsName = info.RunName.Length == 0;
        var tags = (parts & RunParts.Tags) != 0 || needsName ? ReadTexts(place, MlrunsLayout.Tags) : EmptyMap.Strings;
        if (needsName && tags.TryGetValue(MlrunsLayout.RunNameTag, out var name))
        {
            info = info with { RunName = name };
        }

        var data = new RunData
        {
            Metrics = (parts & RunParts.Metrics) != 0 ? ReadMetrics(place, ended) : EmptyMap.Metrics,
            Params = (parts & RunParts.Params) != 0 ? ReadTexts(place, MlrunsLayout.Params) : EmptyMap.Strings,
            Tags = (parts & RunParts.Tags) != 0 ? tags : EmptyMap.Strings,
        };
        return (parts & RunParts.InputsAndOutputs) != 0
            ? new RunRecord { Info = info, Data = data, Inputs = ReadInputs(place), Outputs = ReadOutputs(place) }
            : new RunRecord { Info = info, Data = data };
    }

    /// <summary>Gives a run's info from its <c>meta.yaml</c>; a name that is missing there comes from the tag <c>mlflow.runName</c>.</summary>
    internal static RunInfo MakeInfo(StoreContext context, RunPlace place, RunMeta meta, bool readNameTag = true)
    {
        var name = meta.RunName;
        if (string.IsNullOrEmpty(name))
        {
            var path = MlrunsLayout.Key(MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), MlrunsLayout.RunNameTag);
            name = readNameTag && context.Reader.TryRead(path, TextFile.MaxBytes, context.Problems, place)
                ? TextFile.Parse(TreeReader.Buffer.Bytes, TreeReader.Buffer.Length, out _)
                : "";
        }

        return new RunInfo
        {
            RunId = meta.RunId,
            ExperimentId = meta.ExperimentId,
            RunName = name!,
            UserId = meta.UserId ?? "",
            Status = meta.Status,
            StartTime = MetaYaml.ToTime(meta.StartTime),
            EndTime = MetaYaml.ToTime(meta.EndTime),
            LifecycleStage = meta.LifecycleStage,
            DeletedTime = MetaYaml.ToTime(meta.DeletedTime),
            ArtifactUri = ArtifactUriOf(place, meta),
            IsStale = meta.Status == RunStatus.Running && meta.LifecycleStage == LifecycleStage.Active && RunOwner.IsStale(context, place),
        };
    }

    internal static string ArtifactUriOf(RunPlace place, RunMeta meta) =>
        meta.ArtifactUri ?? FileUris.FromPath(MlrunsLayout.Join(place.Folder, MlrunsLayout.Artifacts));

    internal static bool HasEnded(RunStatus status) => status is not (RunStatus.Running or RunStatus.Scheduled);

    internal static RunMeta ParseMeta(RunPlace place, ReadOnlyMemory<byte> content)
    {
        if (!RunMeta.TryParse(content, out var meta, out var reason))
        {
            throw Malformed(place, reason);
        }

        return meta.RunId == place.RunId && meta.ExperimentId == place.Experiment.ExperimentId
            ? meta
            : throw TrackingErrors.RunMetadataInvalid(place.RunId, MlrunsLayout.Meta(place.Folder));
    }

    internal static MlTrackException Malformed(RunPlace place, string reason)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        return new MlTrackException(MlTrackErrorCode.InternalError, MalformedText(path, reason)) { Path = path, RunId = place.RunId };
    }

    internal static MlTrackException MetaMissing(RunPlace place, ProblemList found)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        var message = found.Problems.Count > 0 ? found.Problems[0].Message : $"Yaml file '{path}' does not exist.";
        return new MlTrackException(MlTrackErrorCode.InternalError, message) { Path = path, RunId = place.RunId };
    }

    private static string MalformedText(string path, string reason) => $"Run file '{path}' is malformed: {reason}.";

    private void NoteMissing(RunPlace place, RunMeta meta, string path)
    {
        if (meta.Missing is { } key && _problems.WantsNotes)
        {
            _problems.Note(ProblemKinds.MetaIncomplete, path, $"'{key}' is missing; a default is shown, but MLflow cannot read the run.", place);
        }
    }

    private IReadOnlyDictionary<string, string> ReadTexts(RunPlace place, string folderName)
    {
        var folder = MlrunsLayout.Join(place.Folder, folderName);
        new KeyFiles(_context.Reader, _problems, place).List(folder, _files);
        return TextFiles.Read(_context.Reader, _files, _problems, place);
    }
}
