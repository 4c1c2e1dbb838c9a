using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Removes for good what was deleted: experiments in the trash, deleted runs, deleted logged models.</summary>
/// <remarks>Only what lies in the store is removed. Artifacts recorded elsewhere stay: a location in a file is data, and may name anything.</remarks>
internal sealed class GarbageCollector
{
    private readonly StoreContext _context;
    private readonly GarbageCollectionOptions _options;
    private readonly GarbageRules _rules;
    private readonly List<string> _runIds = [];
    private readonly List<string> _experimentIds = [];
    private readonly List<string> _modelIds = [];

    private long _bytes;

    internal GarbageCollector(StoreContext context, GarbageCollectionOptions options)
    {
        _context = context;
        _options = options;
        _rules = GarbageRules.Open(options, context.Time.GetUtcNow());
    }

    internal GarbageCollectionResult Collect(CancellationToken cancellationToken)
    {
        RefuseWhatIsInUse();
        foreach (var experiment in _context.Locator.ListExperiments(active: true, trash: true, _context.Problems))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakesExperiment(experiment))
            {
                Remove(experiment.Folder);
                _experimentIds.Add(experiment.ExperimentId);
                continue;
            }

            CollectRuns(experiment, cancellationToken);
            CollectModels(experiment, cancellationToken);
        }

        _context.Locator.Forget();
        _context.Watched?.TouchAll();
        return new GarbageCollectionResult { RunIds = _runIds, ExperimentIds = _experimentIds, ModelIds = _modelIds, Bytes = _bytes };
    }

    private void RefuseWhatIsInUse()
    {
        foreach (var id in _rules.ExperimentIds ?? [])
        {
            BatchRules.Require(Text.Names.CheckExperimentId(id));
            var place = _context.Locator.FindExperiment(id) ?? throw TrackingErrors.ExperimentNotFound(id);
            GarbageRules.RequireDeletedExperiment(id, place.InTrash ? LifecycleStage.Deleted : LifecycleStage.Active);
        }

        foreach (var id in _rules.RunIds ?? [])
        {
            BatchRules.Require(Text.Names.CheckRunId(id));
            var place = _context.Locator.FindRun(id) ?? throw TrackingErrors.RunNotFound(id);
            GarbageRules.RequireDeletedRun(id, new RunReader(_context, _context.Problems).Get(place).Info.LifecycleStage);
        }
    }

    private bool TakesExperiment(ExperimentPlace place)
    {
        if (!place.InTrash)
        {
            return false;
        }

        var meta = new ExperimentReader(_context, _context.Problems).TryReadMeta(place);
        if (meta is { LifecycleStage: LifecycleStage.Active } && _rules.ExperimentIds is null)
        {
            // Somebody has begun to restore it: only who names it may remove it.
            return false;
        }

        return _rules.TakesExperiment(place.ExperimentId, LifecycleStage.Deleted, MetaYaml.ToTime(meta?.LastUpdateTime));
    }

    private void CollectRuns(ExperimentPlace experiment, CancellationToken cancellationToken)
    {
        var reader = new RunReader(_context, _context.Problems);
        foreach (var place in _context.Locator.ListRuns(experiment, _context.Problems))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryReadMeta(place) is { LifecycleStage: LifecycleStage.Deleted } meta &&
                _rules.TakesRun(RunReader.MakeInfo(_context, place, meta)))
            {
                Remove(place.Folder);
                _runIds.Add(place.RunId);
            }
        }
    }

    private void CollectModels(ExperimentPlace experiment, CancellationToken cancellationToken)
    {
        var reader = new ModelReader(_context, _context.Problems);
        foreach (var place in _context.Locator.ListModels(experiment, _context.Problems))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryReadMeta(place) is { LifecycleStage: LifecycleStage.Deleted } meta && _rules.TakesModel(reader.Complete(place, meta)))
            {
                Remove(place.Folder);
                _modelIds.Add(place.ModelId);
            }
        }
    }

    private void Remove(string folder)
    {
        _bytes += FolderRemover.Measure(_context.Files, folder);
        if (!_options.DryRun)
        {
            FolderRemover.Remove(_context.Files, folder);
        }
    }
}
