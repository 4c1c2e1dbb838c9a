using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Listing and searching.</content>
internal sealed partial class FileTrackingStore
{
    /// <inheritdoc/>
    public ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);

        return Do(() => SearchExperiments(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);

        return Do(() => SearchRuns(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RunRecord> StreamRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken) => StreamRuns(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);

        return Do(() => SearchModels(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentIds);

        return Do<IReadOnlyList<DatasetSummary>>(() => SearchDatasets(experimentIds, cancellationToken), cancellationToken);
    }

    private PagedList<Experiment> SearchExperiments(SearchExperimentsQuery query, CancellationToken cancellationToken)
    {
        // What is wrong with the query is said before anything is read.
        var needsTags = !ExperimentSearch.Compile(query, _context.Dialect).Needs.AttributesOnly;
        var reader = new ExperimentReader(_context, _context.Problems);
        var places = new Dictionary<string, (ExperimentPlace Place, ExperimentMeta Meta)>(StringComparer.Ordinal);
        var candidates = new List<Experiment>();
        foreach (var place in _context.Locator.ListExperiments(
            active: query.ViewType != ViewType.DeletedOnly, trash: query.ViewType != ViewType.ActiveOnly, _context.Problems))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryReadMeta(place) is { } meta && !places.ContainsKey(place.ExperimentId))
            {
                places.Add(place.ExperimentId, (place, meta));
                candidates.Add(reader.Complete(place, meta, withTags: needsTags));
            }
        }

        // Whether an experiment is active goes by its folder, not by what its file says.
        var page = ExperimentSearch.Execute(candidates, query with { ViewType = ViewType.All }, _context.Dialect);
        return needsTags ? page : CompletePage(page, found => reader.Complete(places[found.ExperimentId].Place, places[found.ExperimentId].Meta));
    }

    private PagedList<RunRecord> SearchRuns(SearchRunsQuery query, CancellationToken cancellationToken)
    {
        // What is wrong with the query is said before anything is read.
        var search = RunSearch.Compile(query, _context.Dialect);
        var experiments = FindExperiments(query.AllExperiments ? null : query.ExperimentIds);
        var page = new RunScan(_context, _index, new SearchPlan(_context, search, query.ViewType, query.Parts)).Execute(experiments, cancellationToken);
        _index?.SaveIfWorth();
        return page;
    }

    private async IAsyncEnumerable<RunRecord> StreamRuns(SearchRunsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var search = RunSearch.Compile(query, _context.Dialect);
        var scan = new RunScan(_context, _index, new SearchPlan(_context, search, query.ViewType, query.Parts), isEndless: true);
        var experiments = FindExperiments(query.AllExperiments ? null : query.ExperimentIds);
        using var portions = scan.Stream(experiments, cancellationToken).GetEnumerator();
        while (await Do(portions.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            foreach (var run in portions.Current)
            {
                yield return run;
            }
        }

        _index?.SaveIfWorth();
    }

    private PagedList<LoggedModel> SearchModels(SearchLoggedModelsQuery query, CancellationToken cancellationToken)
    {
        var needsAll = query.Datasets.Count > 0 || query.OrderBy.Count > 0 ||
            !LoggedModelSearch.Compile(query, _context.Dialect).Needs.AttributesOnly;
        var reader = new ModelReader(_context, _context.Problems);
        var places = new Dictionary<string, (ModelPlace Place, LoggedModelMeta Meta)>(StringComparer.Ordinal);
        var candidates = new List<LoggedModel>();
        foreach (var experiment in FindExperiments(query.ExperimentIds))
        {
            foreach (var place in _context.Locator.ListModels(experiment, _context.Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.TryReadMeta(place) is { LifecycleStage: LifecycleStage.Active } meta && !places.ContainsKey(place.ModelId))
                {
                    places.Add(place.ModelId, (place, meta));
                    candidates.Add(reader.Complete(place, meta, withData: needsAll));
                }
            }
        }

        var page = LoggedModelSearch.Execute(candidates, query, _context.Dialect);
        return needsAll ? page : CompletePage(page, found => reader.Complete(places[found.ModelId].Place, places[found.ModelId].Meta));
    }

    private List<DatasetSummary> SearchDatasets(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken)
    {
        var reader = new RunReader(_context, _context.Problems);
        var seen = new HashSet<DatasetSummary>();
        var summaries = new List<DatasetSummary>();
        foreach (var experiment in FindExperiments(experimentIds))
        {
            foreach (var place in _context.Locator.ListRuns(experiment, _context.Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.TryReadMeta(place) is not { LifecycleStage: LifecycleStage.Active } meta)
                {
                    continue;
                }

                foreach (var input in reader.Complete(place, meta, RunParts.InputsAndOutputs).Inputs.Datasets)
                {
                    input.Tags.TryGetValue(DatasetInput.ContextTag, out var context);
                    var summary = new DatasetSummary(experiment.ExperimentId, input.Dataset.Name, input.Dataset.Digest, context);
                    if (seen.Add(summary))
                    {
                        summaries.Add(summary);
                    }
                }
            }
        }

        return summaries;
    }

    // Null for all. Ids that do not exist find nothing, as in MLflow; each is looked at once.
    private IEnumerable<ExperimentPlace> FindExperiments(IReadOnlyList<string>? ids)
    {
        if (ids is null)
        {
            return _context.Locator.ListExperiments(active: true, trash: true, _context.Problems);
        }

        var places = new List<ExperimentPlace>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            BatchRules.Require(Names.CheckExperimentId(id));
            if (_context.Locator.FindExperiment(id) is { } place)
            {
                places.Add(place);
            }
        }

        return places;
    }

    private static PagedList<T> CompletePage<T>(PagedList<T> page, Func<T, T> complete) =>
        new(page.Items.Select(complete).ToList(), page.NextPageToken);
}
