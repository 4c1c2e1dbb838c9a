using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.FileStore;

/// <summary>Reads experiments.</summary>
/// <remarks>Not thread-safe: one per call.</remarks>
internal sealed class ExperimentReader
{
    private readonly StoreContext _context;
    private readonly ProblemSink _problems;
    private readonly List<KeyValuePair<string, string>> _files = [];

    internal ExperimentReader(StoreContext context, ProblemSink problems)
    {
        _context = context;
        _problems = problems;
    }

    /// <summary>Reads an experiment that must be there.</summary>
    internal Experiment Get(ExperimentPlace place) => Complete(place, GetMeta(place));

    /// <summary>Reads the <c>meta.yaml</c> of an experiment that must be there. Its content is in this thread's buffer afterwards.</summary>
    internal ExperimentMeta GetMeta(ExperimentPlace place)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        var found = new RequiredProblems();
        if (!_context.Reader.TryReadMeta(path, found, experimentId: place.ExperimentId))
        {
            throw Malformed(path, found.Problems.Count > 0 ? found.Problems[0].Message : $"Yaml file '{path}' does not exist.");
        }

        if (TreeReader.Buffer.Length == 0)
        {
            throw Malformed(path, $"Experiment {place.ExperimentId} is invalid with empty {MlrunsLayout.MetaFile} in directory '{place.Folder}'.");
        }

        if (!ExperimentMeta.TryParse(TreeReader.Content, out var meta, out var reason))
        {
            throw Malformed(path, $"Experiment file '{path}' is malformed: {reason}.");
        }

        return meta.ExperimentId == place.ExperimentId ? meta : throw TrackingErrors.ExperimentIdMismatch(place.ExperimentId);
    }

    /// <summary>Reads the <c>meta.yaml</c> of an experiment found in a listing; null, with a problem, if it is damaged.</summary>
    internal ExperimentMeta? TryReadMeta(ExperimentPlace place)
    {
        var path = MlrunsLayout.Meta(place.Folder);
        if (!_context.Reader.TryReadMeta(path, _problems, experimentId: place.ExperimentId))
        {
            _problems.Problem(
                ProblemKinds.MetaMissing, path, $"Malformed experiment '{place.ExperimentId}'. Yaml file '{path}' does not exist. It is left out; its runs can be read by id.",
                experimentId: place.ExperimentId);
            return null;
        }

        if (!ExperimentMeta.TryParse(TreeReader.Content, out var meta, out var reason))
        {
            _problems.Problem(
                ProblemKinds.MetaMalformed, path, $"Malformed experiment '{place.ExperimentId}': {reason}. It is left out; its runs can be read by id.",
                experimentId: place.ExperimentId);
            return null;
        }

        if (meta.ExperimentId == place.ExperimentId)
        {
            return meta;
        }

        _problems.Problem(
            ProblemKinds.IdMismatch, path,
            $"Experiment ID mismatch for exp {place.ExperimentId}. ID recorded as '{meta.ExperimentId}' in meta data. Experiment will be ignored.",
            experimentId: place.ExperimentId);
        return null;
    }

    /// <summary>Adds the tags.</summary>
    internal Experiment Complete(ExperimentPlace place, ExperimentMeta meta, bool withTags = true)
    {
        _files.Clear();
        if (withTags)
        {
            new KeyFiles(_context.Reader, _problems, run: null).List(MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), _files);
        }

        return new Experiment
        {
            ExperimentId = meta.ExperimentId,
            Name = meta.Name,
            ArtifactLocation = meta.ArtifactLocation ?? "",
            LifecycleStage = meta.LifecycleStage,
            CreationTime = MetaYaml.ToTime(meta.CreationTime),
            LastUpdateTime = MetaYaml.ToTime(meta.LastUpdateTime),
            Tags = TextFiles.Read(_context.Reader, _files, _problems, experimentId: place.ExperimentId),
        };
    }

    private static MlTrackException Malformed(string path, string message) => new(MlTrackErrorCode.InternalError, message) { Path = path };
}
