using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>Reads logged models.</summary>
/// <remarks>Not thread-safe: one per call.</remarks>
internal sealed class ModelReader
{
    private readonly StoreContext _context;
    private readonly ProblemSink _problems;
    private readonly List<KeyValuePair<string, string>> _files = [];

    internal ModelReader(StoreContext context, ProblemSink problems)
    {
        _context = context;
        _problems = problems;
    }

    /// <summary>Reads the <c>meta.yaml</c> of a model that must be there. Its content is in this thread's buffer afterwards.</summary>
    internal LoggedModelMeta GetMeta(ModelPlace place)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        var found = new RequiredProblems();
        if (!_context.Reader.TryReadMeta(path, found, experimentId: place.Experiment.ExperimentId))
        {
            var message = found.Problems.Count > 0 ? found.Problems[0].Message : $"Yaml file '{path}' does not exist.";
            throw new MlTrackException(MlTrackErrorCode.InternalError, message) { Path = path };
        }

        if (!LoggedModelMeta.TryParse(TreeReader.Content, out var meta, out var reason))
        {
            throw new MlTrackException(MlTrackErrorCode.InternalError, $"Model file '{path}' is malformed: {reason}.") { Path = path };
        }

        return meta.ModelId == place.ModelId && meta.ExperimentId == place.Experiment.ExperimentId
            ? meta
            : throw new MlTrackException(MlTrackErrorCode.InvalidState, $"Model '{place.ModelId}' metadata is in invalid state.") { Path = path };
    }

    /// <summary>Reads a model found in a listing; null if it is none, or, with a problem, if it is damaged.</summary>
    internal LoggedModelMeta? TryReadMeta(ModelPlace place)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        var experimentId = place.Experiment.ExperimentId;
        if (!_context.Reader.TryReadMeta(path, _problems, experimentId: experimentId))
        {
            _problems.Note(ProblemKinds.MetaMissing, path, "A folder without meta.yaml is no model: being made at this moment, or left over.", experimentId: experimentId);
            return null;
        }

        if (!LoggedModelMeta.TryParse(TreeReader.Content, out var meta, out var reason))
        {
            _problems.Problem(ProblemKinds.MetaMalformed, path, $"Model file '{path}' is malformed: {reason}. The model is left out.", experimentId: experimentId);
            return null;
        }

        if (meta.ExperimentId == experimentId && meta.ModelId == place.ModelId)
        {
            return meta;
        }

        var message = meta.ExperimentId == experimentId
            ? $"The file names model '{meta.ModelId}', but lies in the folder '{place.ModelId}'. Model will be ignored."
            : $"Wrong experiment ID ({meta.ExperimentId}) recorded for model '{place.ModelId}'. It should be {experimentId}. Model will be ignored.";
        _problems.Problem(ProblemKinds.IdMismatch, path, message, experimentId: experimentId);
        return null;
    }

    /// <summary>Adds params, tags and metrics.</summary>
    internal LoggedModel Complete(ModelPlace place, LoggedModelMeta meta, bool withData = true) => new()
    {
        ModelId = meta.ModelId,
        ExperimentId = meta.ExperimentId,
        Name = meta.Name,
        ArtifactLocation = meta.ArtifactLocation ?? "",
        CreationTime = MetaYaml.ToTime(meta.CreationTime),
        LastUpdateTime = MetaYaml.ToTime(meta.LastUpdateTime),
        ModelType = meta.ModelType,
        SourceRunId = meta.SourceRunId,
        Status = meta.Status,
        StatusMessage = meta.StatusMessage,
        LifecycleStage = meta.LifecycleStage,
        Tags = withData ? ReadTexts(place, MlrunsLayout.Tags) : EmptyMap.Strings,
        Params = withData ? ReadTexts(place, MlrunsLayout.Params) : EmptyMap.Strings,
        Metrics = withData ? ReadMetrics(place, meta.Status != LoggedModelStatus.Pending) : [],
    };

    private IReadOnlyDictionary<string, string> ReadTexts(ModelPlace place, string folderName)
    {
        new KeyFiles(_context.Reader, _problems, run: null).List(MlrunsLayout.Join(place.Folder, folderName), _files);
        return TextFiles.Read(_context.Reader, _files, _problems, experimentId: place.Experiment.ExperimentId);
    }

    private IReadOnlyList<Metric> ReadMetrics(ModelPlace place, bool isComplete)
    {
        new KeyFiles(_context.Reader, _problems, run: null).List(MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics), _files);
        List<Metric>? metrics = null;
        foreach (var file in _files)
        {
            using var reader = RunReader.OpenPoints(_context, file.Value, _problems, run: null, loggedModel: true, acceptUnterminated: isComplete);
            if (reader is null)
            {
                continue;
            }

            // The latest point of each data set.
            var latest = new Dictionary<(string?, string?), MetricPointRaw>();
            while (reader.TryRead(out var point))
            {
                var dataset = (point.DatasetName, point.DatasetDigest);
                if (!latest.TryGetValue(dataset, out var best) || MetricOrder.Replaces(point.Step, point.TimestampMs, point.Value, best.Step, best.TimestampMs, best.Value))
                {
                    latest[dataset] = point;
                }
            }

            RunReader.Report(reader, file.Value, _problems, run: null);
            foreach (var point in latest.Values)
            {
                (metrics ??= []).Add(RunReader.ToMetric(point, file.Key, runId: null, place.ModelId));
            }
        }

        return metrics ?? (IReadOnlyList<Metric>)[];
    }
}
