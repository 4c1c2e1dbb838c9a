using System.Collections.Concurrent;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// Finds experiments, runs and logged models by id. Where a run lies is remembered and checked by one stat, so that logging never walks the tree.
/// </summary>
/// <remarks>
/// A run copied into a second experiment lies there twice under one id; the folder whose experiment is the one recorded in <c>meta.yaml</c> wins,
/// then an active experiment, then the smaller experiment id. Thread-safe.
/// </remarks>
internal sealed class RunLocator
{
    // Beyond this many the memory is dropped and filled anew.
    private const int MaxRemembered = 100_000;

    private readonly IFileSystem _files;
    private readonly MlrunsLayout _layout;
    private readonly TreeReader _reader;
    private readonly ConcurrentDictionary<string, RunPlace> _runs = new(StringComparer.Ordinal);

    internal RunLocator(IFileSystem files, MlrunsLayout layout, TreeReader reader)
    {
        _files = files;
        _layout = layout;
        _reader = reader;
    }

    internal void Remember(RunPlace run)
    {
        if (_runs.Count >= MaxRemembered)
        {
            _runs.Clear();
        }

        _runs[run.RunId] = run;
    }

    /// <summary>Forgets everything: experiments have moved.</summary>
    internal void Forget() => _runs.Clear();

    internal ExperimentPlace? FindExperiment(string experimentId) =>
        FindExperiment(experimentId, inTrash: false) ?? FindExperiment(experimentId, inTrash: true);

    internal ExperimentPlace? FindExperiment(string experimentId, bool inTrash)
    {
        var folder = _layout.Experiment(experimentId, inTrash);
        return MlrunsLayout.IsExperimentFolder(experimentId) && _reader.IsFolder(folder) ? new ExperimentPlace(experimentId, folder, inTrash) : null;
    }

    /// <summary>Gives all folders that may be experiments, active ones first, each group by id.</summary>
    internal List<ExperimentPlace> ListExperiments(bool active, bool trash, ProblemSink problems)
    {
        var places = new List<ExperimentPlace>();
        if (active)
        {
            AddExperiments(_layout.Root, inTrash: false, places, problems);
        }

        if (trash)
        {
            AddExperiments(_layout.TrashRoot, inTrash: true, places, problems);
        }

        return places;
    }

    /// <summary>Gives the place of a run, or null. Its <c>meta.yaml</c> may be damaged, or missing when only its folders are there.</summary>
    internal RunPlace? FindRun(string runId)
    {
        if (_runs.TryGetValue(runId, out var known))
        {
            if (_files.TryStat(MlrunsLayout.Meta(known.Folder), out _) && _reader.IsFolder(known.Folder))
            {
                return known;
            }

            _runs.TryRemove(runId, out _);
        }

        // MLflow's ids may have 256 characters; a folder cannot.
        var found = System.Text.Encoding.UTF8.GetByteCount(runId) <= Names.MaxSegmentBytes ? Search(runId) : null;
        if (found is not null)
        {
            Remember(found);
        }

        return found;
    }

    /// <summary>Gives all folders of an experiment that may be runs.</summary>
    internal List<RunPlace> ListRuns(ExperimentPlace experiment, ProblemSink problems)
    {
        var entries = new List<DirectoryEntry>();
        var runs = new List<RunPlace>();
        if (!_reader.TryList(experiment.Folder, entries, problems))
        {
            return runs;
        }

        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Directory && !MlrunsLayout.IsReservedInExperiment(entry.Name))
            {
                if (MlrunsLayout.IsRunFolder(entry.Name))
                {
                    runs.Add(new RunPlace(entry.Name, MlrunsLayout.Run(experiment.Folder, entry.Name), experiment));
                }
                else
                {
                    var path = MlrunsLayout.Join(experiment.Folder, entry.Name);
                    problems.Note(
                        ProblemKinds.ForeignFolder, path, "This folder is no run: its name is none. MLflow cannot list the experiment because of it.",
                        experimentId: experiment.ExperimentId);
                }
            }
        }

        return runs;
    }

    /// <summary>Gives the place of a logged model, or null. Deleted experiments are looked at too.</summary>
    internal ModelPlace? FindModel(string modelId)
    {
        ModelPlace? found = null;
        var missed = InEachExperiment(experiment =>
        {
            var folder = MlrunsLayout.Model(experiment.Folder, modelId);
            if (_files.TryStat(MlrunsLayout.Meta(folder), out _) && _reader.IsFolder(folder) &&
                _reader.IsFolder(MlrunsLayout.Join(experiment.Folder, MlrunsLayout.Models)))
            {
                found = new ModelPlace(modelId, folder, experiment);
            }

            return found is not null;
        });
        return found ?? (missed is null ? null : throw missed);
    }

    internal List<ModelPlace> ListModels(ExperimentPlace experiment, ProblemSink problems)
    {
        var entries = new List<DirectoryEntry>();
        var models = new List<ModelPlace>();
        if (_reader.TryList(MlrunsLayout.Join(experiment.Folder, MlrunsLayout.Models), entries, problems))
        {
            foreach (var entry in entries)
            {
                if (entry.Kind == EntryKind.Directory)
                {
                    models.Add(new ModelPlace(entry.Name, MlrunsLayout.Model(experiment.Folder, entry.Name), experiment));
                }
            }
        }

        return models;
    }

    private void AddExperiments(string folder, bool inTrash, List<ExperimentPlace> places, ProblemSink problems)
    {
        var entries = new List<DirectoryEntry>();
        var first = places.Count;

        // "No experiments" must never be what a disk says that fails at this moment.
        _reader.TryList(folder, entries, new RequiredProblems(problems));
        foreach (var entry in entries)
        {
            if (entry.Kind != EntryKind.Directory || entry.Name == MlrunsLayout.Models || entry.Name.EndsWith(MlrunsLayout.Trash, StringComparison.Ordinal))
            {
                continue;
            }

            var path = MlrunsLayout.Join(folder, entry.Name);
            if (MlrunsLayout.IsExperimentFolder(entry.Name))
            {
                places.Add(new ExperimentPlace(entry.Name, path, inTrash));
            }
            else
            {
                problems.Note(
                    ProblemKinds.ForeignFolder, path, "This folder is no experiment. It is ignored here, but MLflow fails on it in every search for experiments: move it away.");
            }
        }

        places.Sort(first, places.Count - first, ById.Instance);
    }

    // Gives a fault of the disk that was met on the way, or null. An experiment that cannot be read at this moment does not hide what lies in
    // another, but what is found in none of the others may lie in it: that is not "there is no such run".
    private StoreIOException? InEachExperiment(Func<ExperimentPlace, bool> visitor)
    {
        StoreIOException? missed = null;
        foreach (var experiment in ListExperiments(active: true, trash: true, NoProblems.Instance))
        {
            try
            {
                if (visitor(experiment))
                {
                    return null;
                }
            }
            catch (StoreIOException fault)
            {
                missed ??= fault;
            }
        }

        return missed;
    }

    private RunPlace? Search(string runId)
    {
        List<RunPlace>? found = null;
        RunPlace? withoutMeta = null;
        var missed = InEachExperiment(experiment =>
        {
            var place = new RunPlace(runId, MlrunsLayout.Run(experiment.Folder, runId), experiment);
            if (_files.TryStat(MlrunsLayout.Meta(place.Folder), out _) && _reader.IsFolder(place.Folder))
            {
                (found ??= []).Add(place);
            }
            else if (withoutMeta is null && _reader.IsFolder(MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics)))
            {
                withoutMeta = place;
            }

            return false;
        });
        if (found is null)
        {
            return missed is null ? withoutMeta : throw missed;
        }

        return found.Count == 1 ? found[0] : found.Find(IsAtHome) ?? found[0];
    }

    private bool IsAtHome(RunPlace place) =>
        _reader.TryReadMeta(MlrunsLayout.Meta(place.Folder), NoProblems.Instance) &&
        Format.RunMeta.TryParse(TreeReader.Content, out var meta, out _) &&
        meta.ExperimentId == place.Experiment.ExperimentId;

    private sealed class ById : IComparer<ExperimentPlace>
    {
        internal static readonly ById Instance = new();

        public int Compare(ExperimentPlace? x, ExperimentPlace? y) => string.CompareOrdinal(x?.ExperimentId, y?.ExperimentId);
    }
}
