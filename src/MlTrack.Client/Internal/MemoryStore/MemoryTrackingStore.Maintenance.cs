using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Checking and cleaning.</content>
internal sealed partial class MemoryTrackingStore
{
    /// <summary>Gives nothing: what lies in memory cannot be damaged from outside.</summary>
    public async IAsyncEnumerable<StoreProblem> VerifyAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        yield break;
    }

    /// <summary>Gives nothing, as <see cref="VerifyAsync"/>.</summary>
    public IAsyncEnumerable<StoreProblem> RepairAsync(CancellationToken cancellationToken = default) => VerifyAsync(cancellationToken);

    public ValueTask<GarbageCollectionResult> CollectGarbageAsync(GarbageCollectionOptions options, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var garbage = GarbageRules.Open(options, Now());
            var experiments = ChooseExperiments(garbage);
            var runs = ChooseRuns(garbage, experiments);
            var models = ChooseModels(garbage, experiments);
            var result = new GarbageCollectionResult
            {
                ExperimentIds = [.. experiments.Select(experiment => experiment.Id)],
                RunIds = [.. runs.Select(run => run.Id)],
                ModelIds = [.. models.Select(model => model.Id)],
                Bytes = Size(runs, models) + experiments.Sum(experiment => Size(experiment.Runs, experiment.Models)),
            };
            if (!options.DryRun)
            {
                experiments.ForEach(Remove);
                runs.ForEach(Remove);
                models.ForEach(Remove);
            }

            return new ValueTask<GarbageCollectionResult>(result);
        }
    }

    private static long Size(IEnumerable<MemoryRun> runs, IEnumerable<MemoryModel> models) =>
        runs.Sum(run => run.Artifacts.Size) + models.Sum(model => model.Artifacts.Size);

    private List<MemoryExperiment> ChooseExperiments(GarbageRules garbage)
    {
        foreach (var id in garbage.ExperimentIds ?? [])
        {
            GarbageRules.RequireDeletedExperiment(id, FindExperiment(id).Entity.LifecycleStage);
        }

        return [.. _experiments.Values.Where(experiment =>
            garbage.TakesExperiment(experiment.Id, experiment.Entity.LifecycleStage, experiment.Entity.LastUpdateTime))];
    }

    private List<MemoryRun> ChooseRuns(GarbageRules garbage, List<MemoryExperiment> experiments)
    {
        foreach (var id in garbage.RunIds ?? [])
        {
            GarbageRules.RequireDeletedRun(id, FindRun(id).Info.LifecycleStage);
        }

        return [.. _runs.Values.Where(run => !experiments.Contains(run.Experiment) && garbage.TakesRun(run.Info))];
    }

    private List<MemoryModel> ChooseModels(GarbageRules garbage, List<MemoryExperiment> experiments) =>
        [.. _models.Values.Where(model => !experiments.Contains(model.Experiment) && garbage.TakesModel(model.Entity))];

    private void Remove(MemoryExperiment experiment)
    {
        experiment.Runs.ToList().ForEach(Remove);
        experiment.Models.ToList().ForEach(Remove);
        _experiments.Remove(experiment.Id);
    }

    private void Remove(MemoryRun run)
    {
        _runs.TryRemove(run.Id, out _);
        run.Experiment.Runs.Remove(run);
    }

    private void Remove(MemoryModel model)
    {
        _models.TryRemove(model.Id, out _);
        model.Experiment.Models.Remove(model);
    }
}
