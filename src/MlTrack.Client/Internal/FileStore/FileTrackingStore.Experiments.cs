using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Experiments.</content>
internal sealed partial class FileTrackingStore
{
    private const int MaxIdAttempts = 1000;

    /// <inheritdoc/>
    public ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);

        return Do(() => CreateExperiment(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        Do(() => new ExperimentReader(_context, _context.Problems).Get(RequireExperiment(experimentId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        Do(() => FindByName(name) is { } found ? new ExperimentReader(_context, _context.Problems).Complete(found.Place, found.Meta) : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.Require(Names.CheckExperimentName(newName));
            var place = RequireExperiment(experimentId);
            if (place.InTrash)
            {
                throw TrackingErrors.CannotRenameDeletedExperiment();
            }

            using var held = Lock("rename experiment");
            RefuseTakenName(newName);
            Rewrite(place, content => ExperimentMeta.Rename(content, newName, _context.NowMilliseconds));
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            if (experimentId == MlrunsLayout.DefaultExperimentId)
            {
                throw TrackingErrors.CannotDeleteDefaultExperiment();
            }

            BatchRules.Require(Names.CheckExperimentId(experimentId));
            using var held = Lock("delete experiment");
            var place = _context.Locator.FindExperiment(experimentId, inTrash: false) ?? throw TrackingErrors.ExperimentNotFound(experimentId);
            if (_context.Files.TryStat(_context.Layout.Experiment(experimentId, deleted: true), out _))
            {
                throw new MlTrackException(
                    MlTrackErrorCode.ResourceAlreadyExists,
                    $"Cannot delete experiment with ID {experimentId}: the trash already holds an experiment of that ID. Remove it first.") { Path = place.Folder };
            }

            // Marked inside, then moved by one rename: a kill in between leaves an experiment that can be deleted once more.
            var now = _context.NowMilliseconds;
            ForEachRun(place, (run, meta) =>
            {
                if (meta.LifecycleStage == LifecycleStage.Active)
                {
                    run.Delete(now);
                }
            });
            Rewrite(place, content => ExperimentMeta.SetStage(content, LifecycleStage.Deleted, now));
            _context.MakeFolder(_context.Layout.TrashRoot);
            Move(place, deleted: true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.Require(Names.CheckExperimentId(experimentId));
            using var held = Lock("restore experiment");
            var place = _context.Locator.FindExperiment(experimentId, inTrash: true) ?? throw TrackingErrors.DeletedExperimentNotFound(experimentId);
            if (_context.Files.TryStat(_context.Layout.Experiment(experimentId, deleted: false), out _))
            {
                throw TrackingErrors.CannotRestoreExperiment(experimentId);
            }

            // Marked inside, then moved by one rename, as in deleting: after a kill in between it is still found in the trash, and can be restored once more.
            Rewrite(place, content => ExperimentMeta.SetStage(content, LifecycleStage.Active, _context.NowMilliseconds));

            // Runs that were deleted one by one before come back too: MLflow does so, and nothing on disk tells them from the others.
            ForEachRun(place, (run, meta) =>
            {
                if (meta.LifecycleStage == LifecycleStage.Deleted)
                {
                    run.Restore();
                }
            });
            Move(place, deleted: false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.CheckExperimentTag(key, value);
            var place = RequireTaggable(experimentId, delete: false);
            KeyWriter.Replace(_context, "tag", MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), key, TextFile.Format(value), place.Folder, runId: null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.Require(Names.CheckTagKey(key));
            var place = RequireTaggable(experimentId, delete: true);
            if (!KeyWriter.Delete(_context, MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), key))
            {
                throw TrackingErrors.ExperimentTagNotFound(experimentId, key);
            }
        },
        cancellationToken);

    private string CreateExperiment(CreateExperimentRequest request)
    {
        BatchRules.Require(Names.CheckExperimentName(request.Name));
        foreach (var tag in request.Tags)
        {
            BatchRules.CheckExperimentTag(tag.Key, tag.Value);
        }

        var location = CheckLocation(request.ArtifactLocation);
        RefuseTakenName(request.Name);
        for (var attempt = 0; attempt < MaxIdAttempts; attempt++)
        {
            var id = ExperimentIdMaker.Create(request.Name, attempt);
            if (_context.Locator.FindExperiment(id, inTrash: true) is not null)
            {
                // Taken by a deleted experiment of another name, which could not be restored if its id were used again.
                continue;
            }

            if (PublishExperiment(id, request.Name, location))
            {
                WriteFirstTags(id, request.Tags);
                return id;
            }

            var place = new ExperimentPlace(id, _context.Layout.Experiment(id, deleted: false), InTrash: false);
            if (new ExperimentReader(_context, NoProblems.Instance).TryReadMeta(place) is { } other && other.Name == request.Name)
            {
                throw TrackingErrors.ExperimentExists(request.Name, deleted: false);
            }
        }

        throw new MlTrackException(MlTrackErrorCode.InternalError, $"No free id was found for the experiment '{request.Name}'.");
    }

    // Whoever publishes meta.yaml has made the experiment.
    private bool PublishExperiment(string id, string name, string? location)
    {
        var folder = _context.Layout.Experiment(id, deleted: false);
        _context.MakeFolder(folder);
        var content = ExperimentMeta.Format(id, name, location ?? ArtifactUris.Append(_artifactRoot, id), _context.NowMilliseconds);
        try
        {
            return _context.Writer.TryPublishNew(MlrunsLayout.Meta(folder), folder, content, _context.Durability.ForMeta());
        }
        catch (StoreIOException)
        {
            RemoveIfEmpty(folder);
            throw;
        }
    }

    // Of an experiment that could not be made nothing is to be seen. Another caller may be making it at this moment: then the folder is not empty.
    private void RemoveIfEmpty(string folder)
    {
        try
        {
            _context.Files.RemoveDirectory(folder);
        }
        catch (StoreIOException)
        {
            // The first fault is the one to tell.
        }
    }

    private void WriteFirstTags(string id, IReadOnlyList<RunTag> tags)
    {
        var folder = _context.Layout.Experiment(id, deleted: false);
        foreach (var tag in tags)
        {
            KeyWriter.Replace(_context, "tag", MlrunsLayout.Join(folder, MlrunsLayout.Tags), tag.Key, TextFile.Format(tag.Value), folder, runId: null);
        }
    }

    private static string? CheckLocation(string? location)
    {
        if (string.IsNullOrEmpty(location))
        {
            return null;
        }

        ArtifactUris.CheckLength(location!);
        if (location!.StartsWith("runs:", StringComparison.OrdinalIgnoreCase))
        {
            throw TrackingErrors.InvalidParameter($"Artifact location cannot be a runs:/ URI. Given: '{location}'");
        }

        return ArtifactUris.Resolve(location, Directory.GetCurrentDirectory());
    }

    private void RefuseTakenName(string name)
    {
        if (FindByName(name) is { } taken)
        {
            throw TrackingErrors.ExperimentExists(name, taken.Place.InTrash);
        }
    }

    private (ExperimentPlace Place, ExperimentMeta Meta)? FindByName(string name)
    {
        (ExperimentPlace Place, ExperimentMeta Meta)? best = null;
        var hasTwins = false;
        var reader = new ExperimentReader(_context, _context.Problems);
        foreach (var place in _context.Locator.ListExperiments(active: true, trash: true, _context.Problems))
        {
            if (reader.TryReadMeta(place) is not { } meta || meta.Name != name)
            {
                continue;
            }

            hasTwins |= best is not null;
            if (best is not { } known || IsOlder(meta, known.Meta))
            {
                best = (place, meta);
            }
        }

        if (hasTwins && best is { } winner)
        {
            Log.TwinExperiments(_context.Logger, name, winner.Place.ExperimentId);
        }

        return best;
    }

    private static bool IsOlder(ExperimentMeta candidate, ExperimentMeta best)
    {
        var time = (candidate.CreationTime ?? long.MaxValue).CompareTo(best.CreationTime ?? long.MaxValue);
        return time != 0 ? time < 0 : string.CompareOrdinal(candidate.ExperimentId, best.ExperimentId) < 0;
    }

    private ExperimentPlace RequireTaggable(string experimentId, bool delete)
    {
        var place = RequireExperiment(experimentId);
        return new ExperimentReader(_context, _context.Problems).GetMeta(place).LifecycleStage == LifecycleStage.Active
            ? place
            : throw TrackingErrors.ExperimentNotActiveForTags(experimentId, delete);
    }

    private void Rewrite(ExperimentPlace place, Func<byte[], byte[]> change)
    {
        new ExperimentReader(_context, _context.Problems).GetMeta(place);
        var content = TreeReader.Content.ToArray();
        _context.Writer.Replace(MlrunsLayout.Meta(place.Folder), place.Folder, change(content), _context.Durability.ForMeta());
    }

    private ExperimentPlace Move(ExperimentPlace place, bool deleted)
    {
        var target = _context.Layout.Experiment(place.ExperimentId, deleted);
        _context.Files.MoveDirectory(place.Folder, target);
        _context.Locator.Forget();
        _context.Watched?.TouchAll();
        if (_context.Durability == Durability.Disk)
        {
            _context.Files.SyncDirectory(_context.Layout.Root);
            _context.Files.SyncDirectory(_context.Layout.TrashRoot);
        }

        return new ExperimentPlace(place.ExperimentId, target, deleted);
    }

    private void ForEachRun(ExperimentPlace experiment, Action<RunFiles, RunMeta> action)
    {
        // Damaged runs are left as they are, but none is left out because the disk fails at this moment.
        var problems = new RequiredProblems(_context.Problems);
        var reader = new RunReader(_context, problems);
        foreach (var run in _context.Locator.ListRuns(experiment, problems))
        {
            if (reader.TryReadMeta(run) is { } meta)
            {
                action(_open.Get(run), meta);
            }
        }
    }

    private StoreLock Lock(string purpose) => StoreLock.Acquire(_context.Files, Root, purpose, new StoreLockOptions { TimeProvider = _context.Time });
}
