using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Lists.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        PageSizes.CheckPositive(query.MaxResults);
        List<Experiment> found;
        lock (_gate)
        {
            found = [.. _experiments.Values.Where(experiment => Shows(query.ViewType, experiment.Entity.LifecycleStage)).Select(each => each.ToEntity())];
        }

        var ordered = found
            .OrderByDescending(experiment => experiment.CreationTime)
            .ThenBy(experiment => experiment.ExperimentId, StringComparer.Ordinal)
            .ToList();
        return new ValueTask<PagedList<Experiment>>(PageToken.Page(ordered, query.MaxResults, query.PageToken));
    }

    public ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        PageSizes.CheckRuns(query.MaxResults);
        var runs = query.AllExperiments ? [.. _runs.Values] : RunsOf(query.ExperimentIds);
        var ordered = runs
            .Select(run => run.ToRecord())
            .Where(run => Shows(query.ViewType, run.Info.LifecycleStage))
            .OrderByDescending(run => run.Info.StartTime)
            .ThenBy(run => run.Info.RunId, StringComparer.Ordinal)
            .ToList();
        return new ValueTask<PagedList<RunRecord>>(PageToken.Page(ordered, query.MaxResults, query.PageToken));
    }

    public ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        PageSizes.CheckPositive(query.MaxResults);
        var ordered = ModelsOf(query.ExperimentIds)
            .Select(model => model.ToEntity())
            .Where(model => model.LifecycleStage == LifecycleStage.Active)
            .OrderByDescending(model => model.CreationTime)
            .ThenBy(model => model.ModelId, StringComparer.Ordinal)
            .ToList();
        return new ValueTask<PagedList<LoggedModel>>(PageToken.Page(ordered, query.MaxResults, query.PageToken));
    }

    private static bool Shows(ViewType view, LifecycleStage stage) => view switch
    {
        ViewType.All => true,
        ViewType.DeletedOnly => stage == LifecycleStage.Deleted,
        _ => stage == LifecycleStage.Active,
    };

    private List<MemoryModel> ModelsOf(IReadOnlyList<string> experimentIds)
    {
        var models = new List<MemoryModel>();
        lock (_gate)
        {
            foreach (var id in experimentIds.Distinct(StringComparer.Ordinal))
            {
                if (_experiments.TryGetValue(id, out var experiment))
                {
                    models.AddRange(experiment.Models);
                }
            }
        }

        return models;
    }
}
