using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Rules;
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
        PageSizes.CheckPositive(query.MaxResults);
        RefuseFilter(query.Filter, query.OrderBy.Count);
        PageToken.Parse(query.PageToken);
        var reader = new ExperimentReader(_context, _context.Problems);
        var found = new List<(ExperimentPlace Place, ExperimentMeta Meta)>();
        foreach (var place in _context.Locator.ListExperiments(
            active: query.ViewType != ViewType.DeletedOnly, trash: query.ViewType != ViewType.ActiveOnly, _context.Problems))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryReadMeta(place) is { } meta)
            {
                found.Add((place, meta));
            }
        }

        found.Sort((a, b) => DefaultOrder.Compare(a.Meta.CreationTime, a.Meta.ExperimentId, b.Meta.CreationTime, b.Meta.ExperimentId));
        return CompletePage(PageToken.Page(found, query.MaxResults, query.PageToken), item => reader.Complete(item.Place, item.Meta));
    }

    private PagedList<RunRecord> SearchRuns(SearchRunsQuery query, CancellationToken cancellationToken)
    {
        PageSizes.CheckRuns(query.MaxResults);
        RefuseFilter(query.Filter, query.OrderBy.Count);
        PageToken.Parse(query.PageToken);
        var reader = new RunReader(_context, _context.Problems);
        var found = new List<(RunPlace Place, RunMeta Meta)>();
        foreach (var experiment in FindExperiments(query.AllExperiments ? null : query.ExperimentIds))
        {
            foreach (var place in _context.Locator.ListRuns(experiment, _context.Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.TryReadMeta(place) is { } meta && IsInView(meta.LifecycleStage, query.ViewType))
                {
                    found.Add((place, meta));
                }
            }
        }

        found.Sort((a, b) => DefaultOrder.Compare(a.Meta.StartTime, a.Meta.RunId, b.Meta.StartTime, b.Meta.RunId));
        return CompletePage(PageToken.Page(found, query.MaxResults, query.PageToken), item => reader.Complete(item.Place, item.Meta, query.Parts));
    }

    private PagedList<LoggedModel> SearchModels(SearchLoggedModelsQuery query, CancellationToken cancellationToken)
    {
        PageSizes.CheckPositive(query.MaxResults);
        RefuseFilter(query.Filter, query.OrderBy.Count);
        PageToken.Parse(query.PageToken);
        var reader = new ModelReader(_context, _context.Problems);
        var found = new List<(ModelPlace Place, LoggedModelMeta Meta)>();
        foreach (var experiment in FindExperiments(query.ExperimentIds))
        {
            foreach (var place in _context.Locator.ListModels(experiment, _context.Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.TryReadMeta(place) is { LifecycleStage: LifecycleStage.Active } meta)
                {
                    found.Add((place, meta));
                }
            }
        }

        found.Sort((a, b) => DefaultOrder.Compare(a.Meta.CreationTime, a.Meta.ModelId, b.Meta.CreationTime, b.Meta.ModelId));
        return CompletePage(PageToken.Page(found, query.MaxResults, query.PageToken), item => reader.Complete(item.Place, item.Meta));
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

    private static bool IsInView(LifecycleStage stage, ViewType view) => view switch
    {
        ViewType.ActiveOnly => stage == LifecycleStage.Active,
        ViewType.DeletedOnly => stage == LifecycleStage.Deleted,
        _ => true,
    };

    private static PagedList<T> CompletePage<TFound, T>(PagedList<TFound> page, Func<TFound, T> complete) =>
        new(page.Items.Select(complete).ToList(), page.NextPageToken);

    private static void RefuseFilter(string? filter, int orderKeys)
    {
        if (!string.IsNullOrWhiteSpace(filter) || orderKeys > 0)
        {
            throw new MlTrackException(MlTrackErrorCode.NotImplemented, "The file store of this version lists without filter and in default order only.");
        }
    }
}
