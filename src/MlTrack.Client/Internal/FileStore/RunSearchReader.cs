using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// Reads the runs of a search in two steps: of all runs only what the filter and the order look at (often nothing but <c>meta.yaml</c>), and of those on the
/// page the rest.
/// </summary>
/// <remarks>Not thread-safe: one per search.</remarks>
internal sealed class RunSearchReader
{
    private readonly StoreContext _context;
    private readonly ViewType _view;
    private readonly SearchNeeds _needs;
    private readonly RunParts _parts;
    private readonly RunReader _reader;
    private readonly Dictionary<string, (RunPlace Place, RunMeta Meta)> _found = new(StringComparer.Ordinal);

    internal RunSearchReader(StoreContext context, ViewType view, SearchNeeds needs)
    {
        _context = context;
        _view = view;
        _needs = needs;
        _reader = new RunReader(context, context.Problems);
        _parts = (needs.Metrics.Count > 0 ? RunParts.Metrics : 0) | (needs.Params.Count > 0 ? RunParts.Params : 0) |
            (needs.Tags.Count > 0 ? RunParts.Tags : 0) | (needs.Datasets ? RunParts.InputsAndOutputs : 0);
    }

    /// <summary>Gives the runs of some experiments with what the search needs of them.</summary>
    internal IEnumerable<RunRecord> ReadCandidates(IEnumerable<ExperimentPlace> experiments, CancellationToken cancellationToken)
    {
        foreach (var experiment in experiments)
        {
            foreach (var place in _context.Locator.ListRuns(experiment, _context.Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();

                // A run copied into a second experiment is told apart by what its file says.
                if (_reader.TryReadMeta(place) is { } meta && SearchLimits.Sees(_view, meta.LifecycleStage) && !_found.ContainsKey(meta.RunId))
                {
                    _found.Add(meta.RunId, (place, meta));
                    yield return _reader.Complete(place, meta, _parts, _needs.RunName, judgesStale: false);
                }
            }
        }
    }

    /// <summary>Gives a run of the page whole.</summary>
    internal RunRecord Complete(RunRecord candidate, RunParts parts)
    {
        var (place, meta) = _found[candidate.Info.RunId];
        return _reader.Complete(place, meta, parts);
    }

    /// <summary>Gives the points of a metric in the order of its file.</summary>
    internal IEnumerable<Metric> ReadHistory(RunRecord candidate, string key)
    {
        // A key from a filter that could not be a file has no points.
        if (Names.CheckMetricKey(key) is not null)
        {
            yield break;
        }

        var (place, meta) = _found[candidate.Info.RunId];
        using var points = _reader.OpenHistory(place, key, RunReader.HasEnded(meta.Status));
        while (points is not null && points.TryRead(out var point))
        {
            yield return RunReader.ToMetric(point, key, candidate.Info.RunId);
        }
    }
}
