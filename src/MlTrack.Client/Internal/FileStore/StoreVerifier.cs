using System.Globalization;
using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Reads a whole store, as searches do, and gives everything that is wrong with it, part by part.</summary>
/// <remarks>Not thread-safe: one per pass. Nothing is changed.</remarks>
internal sealed class StoreVerifier
{
    private readonly StoreContext _context;
    private readonly ProblemList _found = new();
    private readonly List<DirectoryEntry> _entries = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RunPlace> _runs = new(StringComparer.Ordinal);

    internal StoreVerifier(StoreContext context) => _context = context;

    internal IEnumerable<StoreProblem> Verify()
    {
        VerifyRoot();
        var experiments = _context.Locator.ListExperiments(active: true, trash: true, _found);
        foreach (var problem in Take())
        {
            yield return problem;
        }

        foreach (var experiment in experiments)
        {
            VerifyExperiment(experiment);
            var runs = _context.Locator.ListRuns(experiment, _found);
            var models = _context.Locator.ListModels(experiment, _found);
            foreach (var problem in Take())
            {
                yield return problem;
            }

            foreach (var run in runs)
            {
                VerifyRun(run);
                foreach (var problem in Take())
                {
                    yield return problem;
                }
            }

            foreach (var model in models)
            {
                VerifyModel(model);
                foreach (var problem in Take())
                {
                    yield return problem;
                }
            }
        }
    }

    private StoreProblem[] Take()
    {
        StoreProblem[] taken = [.. _found.Problems];
        _found.Problems.Clear();
        return taken;
    }

    private void VerifyRoot()
    {
        var root = _context.Layout.Root;
        if (root.Split('/', Path.DirectorySeparatorChar).Contains(MlrunsLayout.Artifacts))
        {
            _found.Problem(
                ProblemKinds.ArtifactsName, root, "The store lies below a folder called 'artifacts'. MLflow finds no run in such a store: move or rename the folder.");
        }

        FindLeftOvers(root, run: null, experimentId: null);
    }

    private void VerifyExperiment(ExperimentPlace place)
    {
        FindLeftOvers(place.Folder, run: null, place.ExperimentId);
        var reader = new ExperimentReader(_context, _found);
        if (reader.TryReadMeta(place) is not { } meta)
        {
            return;
        }

        reader.Complete(place, meta);
        var path = MlrunsLayout.Meta(place.Folder);
        if (!place.InTrash && meta.LifecycleStage == LifecycleStage.Deleted)
        {
            _found.Problem(
                ProblemKinds.HalfDeleted, path, "The experiment is marked as deleted but was not moved to the trash: delete it once more.",
                experimentId: place.ExperimentId);
        }

        if (place.InTrash && meta.LifecycleStage == LifecycleStage.Active)
        {
            _found.Note(
                ProblemKinds.HalfRestored, path, "The experiment is marked as active but lies in the trash: its restoring was cut short, or an early MLflow deleted it. " +
                "Restore it, or remove it for good by its id.", experimentId: place.ExperimentId);
        }

        if (_names.TryGetValue(meta.Name, out var other))
        {
            _found.Problem(
                ProblemKinds.TwinName, path, $"Experiment {other} is called '{meta.Name}' too. By name the older one is found; rename one of them.",
                experimentId: place.ExperimentId);
        }
        else
        {
            _names.Add(meta.Name, place.ExperimentId);
        }
    }

    private void VerifyRun(RunPlace place)
    {
        FindLeftOvers(place.Folder, place, place.Experiment.ExperimentId);
        var reader = new RunReader(_context, _found);
        if (reader.TryReadMeta(place) is not { } meta)
        {
            return;
        }

        var run = reader.Complete(place, meta, RunParts.All);
        foreach (var name in (string[])[MlrunsLayout.Metrics, MlrunsLayout.Params, MlrunsLayout.Artifacts])
        {
            var folder = MlrunsLayout.Join(place.Folder, name);
            if (!_context.Files.TryStat(folder, out _))
            {
                _found.Note(
                    ProblemKinds.FolderMissing, folder, "The folder is missing (git, zip and rsync drop empty folders). The run is read here, but MLflow does not find it.",
                    place, canRepair: true);
            }
        }

        if (run.Info.IsStale)
        {
            _found.Problem(
                ProblemKinds.StaleRun, place.Folder, "The run says RUNNING, but the process that wrote it is gone. It can be closed as failed.", place);
        }

        if (_runs.TryGetValue(place.RunId, out var other))
        {
            _found.Problem(ProblemKinds.TwinRun, place.Folder, $"Experiment {other.Experiment.ExperimentId} holds a run of this id too.", place);
        }
        else
        {
            _runs.Add(place.RunId, place);
        }
    }

    private void VerifyModel(ModelPlace place)
    {
        FindLeftOvers(place.Folder, run: null, place.Experiment.ExperimentId);
        var reader = new ModelReader(_context, _found);
        if (reader.TryReadMeta(place) is { } meta)
        {
            reader.Complete(place, meta);
        }
    }

    private void FindLeftOvers(string folder, RunPlace? run, string? experimentId)
    {
        if (!_context.Reader.TryList(folder, _entries, _found, run))
        {
            return;
        }

        foreach (var entry in _entries)
        {
            if (!TempName.IsTemp(entry.Name))
            {
                continue;
            }

            var path = MlrunsLayout.Join(folder, entry.Name);
            var isOld = _context.Files.TryStat(path, out var stat) && StoreRepairer.IsOldLeftOver(_context, stat);
            var age = string.Format(CultureInfo.InvariantCulture, "It is removed by a repair once it is {0:0} hours old.", StoreRepairer.LeftOverAge.TotalHours);
            _found.Note(ProblemKinds.LeftOver, path, "A temporary file of a writer that was killed. " + age, run, experimentId, canRepair: isOld);
        }
    }
}
