using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Searches, in MLflow's language and its extension.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        List<Experiment> experiments;
        lock (_gate)
        {
            experiments = [.. _experiments.Values.Select(experiment => experiment.ToEntity())];
        }

        return new ValueTask<PagedList<Experiment>>(ExperimentSearch.Execute(experiments, query, _dialect));
    }

    public ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var runs = query.AllExperiments ? [.. _runs.Values] : RunsOf(query.ExperimentIds);
        return new ValueTask<PagedList<RunRecord>>(
            RunSearch.Execute(runs.Select(run => run.ToRecord()), query, _dialect, (run, key) => HistoryOf(run.Info.RunId, key)));
    }

    public ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var models = ModelsOf(query.ExperimentIds).Select(model => model.ToEntity());
        return new ValueTask<PagedList<LoggedModel>>(LoggedModelSearch.Execute(models, query, _dialect));
    }

    public ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentIds);
        cancellationToken.ThrowIfCancellationRequested();
        var uses = new HashSet<DatasetSummary>();
        foreach (var record in RunsOf(experimentIds).Select(run => run.ToRecord()).Where(run => run.Info.LifecycleStage == LifecycleStage.Active))
        {
            foreach (var input in record.Inputs.Datasets)
            {
                input.Tags.TryGetValue(DatasetInput.ContextTag, out var context);
                uses.Add(new DatasetSummary(record.Info.ExperimentId, input.Dataset.Name, input.Dataset.Digest, context));
            }
        }

        return new ValueTask<IReadOnlyList<DatasetSummary>>(uses.ToArray());
    }

    // A run removed for good meanwhile has no points.
    private Metric[] HistoryOf(string runId, string key) =>
        _runs.TryGetValue(runId, out var run) ? run.CopyPoints(key, 0, run.CountPoints(key)) : [];

    private List<MemoryRun> RunsOf(IReadOnlyList<string> experimentIds)
    {
        lock (_gate)
        {
            return [.. FindExperiments(experimentIds).SelectMany(experiment => experiment.Runs)];
        }
    }

    private List<MemoryModel> ModelsOf(IReadOnlyList<string> experimentIds)
    {
        lock (_gate)
        {
            return [.. FindExperiments(experimentIds).SelectMany(experiment => experiment.Models)];
        }
    }

    // Ids that do not exist find nothing, as in MLflow; each is looked at once.
    private List<MemoryExperiment> FindExperiments(IReadOnlyList<string> experimentIds)
    {
        var found = new List<MemoryExperiment>();
        foreach (var id in experimentIds.Distinct(StringComparer.Ordinal))
        {
            BatchRules.Require(Names.CheckExperimentId(id));
            if (_experiments.TryGetValue(id, out var experiment))
            {
                found.Add(experiment);
            }
        }

        return found;
    }
}
