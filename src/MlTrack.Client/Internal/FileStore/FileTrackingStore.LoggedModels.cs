using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Logged models.</content>
internal sealed partial class FileTrackingStore
{
    private const string ModelIdPrefix = "m-";

    /// <inheritdoc/>
    public ValueTask<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);

        return Do(() => CreateModel(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            var place = RequireModel(modelId, allowDeleted, out var meta);
            return new ModelReader(_context, _context.Problems).Complete(place, meta);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            if (status is < LoggedModelStatus.Unspecified or > LoggedModelStatus.Failed)
            {
                throw TrackingErrors.InvalidParameter($"Unknown model status: {(int)status}");
            }

            var place = RewriteModel(modelId, content => LoggedModelMeta.SetStatus(content, status, _context.NowMilliseconds));
            var reader = new ModelReader(_context, _context.Problems);
            return reader.Complete(place, reader.GetMeta(place));
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default) =>
        Do(() => { RewriteModel(modelId, content => LoggedModelMeta.Delete(content, _context.NowMilliseconds)); }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask LogLoggedModelParamsAsync(string modelId, IReadOnlyList<Param> parameters, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            foreach (var param in parameters)
            {
                BatchRules.Require(Names.CheckParamKey(param.Key));
            }

            var place = RequireModel(modelId, allowDeleted: false, out _);
            foreach (var param in parameters)
            {
                WriteModelKey(place, "param", MlrunsLayout.Params, param.Key, param.Value);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetLoggedModelTagsAsync(string modelId, IReadOnlyList<RunTag> tags, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            foreach (var tag in tags)
            {
                BatchRules.CheckTag(tag.Key, tag.Value);
            }

            var place = RequireModel(modelId, allowDeleted: false, out _);
            foreach (var tag in tags)
            {
                WriteModelKey(place, "tag", MlrunsLayout.Tags, tag.Key, tag.Value);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            BatchRules.Require(Names.CheckTagKey(key));
            var place = RequireModel(modelId, allowDeleted: false, out _);
            if (!KeyWriter.Delete(_context, MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), key))
            {
                throw TrackingErrors.ModelTagNotFound(modelId, key);
            }
        },
        cancellationToken);

    private LoggedModel CreateModel(CreateLoggedModelRequest request)
    {
        var experiment = RequireExperiment(request.ExperimentId);
        var experimentMeta = new ExperimentReader(_context, _context.Problems).GetMeta(experiment);
        if (experiment.InTrash || experimentMeta.LifecycleStage != LifecycleStage.Active)
        {
            throw TrackingErrors.CannotCreateModel(request.ExperimentId);
        }

        // The contract takes an empty name for none; MLflow's store refuses it.
        var name = string.IsNullOrEmpty(request.Name) ? GeneratedName.Next(_context.Ids) : request.Name!;
        BatchRules.Require(Names.CheckLoggedModelName(name));
        foreach (var param in request.Params)
        {
            BatchRules.Require(Names.CheckParamKey(param.Key));
        }

        foreach (var tag in request.Tags)
        {
            BatchRules.CheckTag(tag.Key, tag.Value);
        }

        var modelId = ModelIdPrefix + _context.Ids.NewHexId();
        var place = new ModelPlace(modelId, MlrunsLayout.Model(experiment.Folder, modelId), experiment);
        var now = MetaYaml.ToTime(_context.NowMilliseconds);
        var model = new LoggedModel
        {
            ModelId = modelId,
            ExperimentId = experiment.ExperimentId,
            Name = name,
            ArtifactLocation = ArtifactUris.OfModel(experimentMeta.ArtifactLocation ?? "", modelId),
            CreationTime = now,
            LastUpdateTime = now,
            ModelType = request.ModelType,
            SourceRunId = request.SourceRunId,
            Status = LoggedModelStatus.Pending,
            Params = ToMap(request.Params.Select(param => (param.Key, param.Value))),
            Tags = ToMap(request.Tags.Select(tag => (tag.Key, tag.Value))),
        };
        try
        {
            WriteNewModel(place, model);
        }
        catch (Exception fault) when (fault is StoreIOException or MlTrackException)
        {
            FolderRemover.TakeBack(_context.Files, place.Folder);
            throw;
        }

        return model;
    }

    // As with runs, meta.yaml comes last: the model appears complete or not at all.
    private void WriteNewModel(ModelPlace place, LoggedModel model)
    {
        _context.MakeFolder(place.Folder);
        foreach (var folder in (string[])[MlrunsLayout.Metrics, MlrunsLayout.Params])
        {
            _context.Files.CreateDirectory(MlrunsLayout.Join(place.Folder, folder));
        }

        WriteFirstKeys(place, "param", MlrunsLayout.Join(place.Folder, MlrunsLayout.Params), model.Params);
        WriteFirstKeys(place, "tag", MlrunsLayout.Join(place.Folder, MlrunsLayout.Tags), model.Tags);
        _context.Writer.TryPublishNew(MlrunsLayout.Meta(place.Folder), place.Folder, LoggedModelMeta.Format(model), _context.Durability.ForMeta());
    }

    private void WriteFirstKeys(ModelPlace place, string kind, string folder, IReadOnlyDictionary<string, string> keys)
    {
        foreach (var key in keys)
        {
            KeyWriter.WriteNew(_context, kind, folder, key.Key, TextFile.Format(key.Value), place.Folder, runId: null);
        }

        KeyWriter.SyncNew(_context, folder, keys.Keys);
    }

    private ModelPlace RequireModel(string modelId, bool allowDeleted, out LoggedModelMeta meta)
    {
        // An id of another form is no folder's name.
        var place = Names.CheckRunId(modelId) is null ? _context.Locator.FindModel(modelId) : null;
        if (place is null)
        {
            throw TrackingErrors.ModelNotFound(modelId);
        }

        meta = new ModelReader(_context, _context.Problems).GetMeta(place);
        return allowDeleted || meta.LifecycleStage == LifecycleStage.Active ? place : throw TrackingErrors.ModelNotFound(modelId);
    }

    private ModelPlace RewriteModel(string modelId, Func<byte[], byte[]> change)
    {
        var place = RequireModel(modelId, allowDeleted: false, out _);
        var content = TreeReader.Content.ToArray();
        _context.Writer.Replace(MlrunsLayout.Meta(place.Folder), place.Folder, change(content), _context.Durability.ForMeta());
        return place;
    }

    private void WriteModelKey(ModelPlace place, string kind, string folder, string key, string value) =>
        KeyWriter.Replace(_context, kind, MlrunsLayout.Join(place.Folder, folder), key, TextFile.Format(value), place.Folder, runId: null);

    private static Dictionary<string, string> ToMap(IEnumerable<(string Key, string Value)> pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            map[key] = value;
        }

        return map;
    }
}
