using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <content>Logged models.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var name = string.IsNullOrEmpty(request.Name) ? GeneratedName.Next(_ids) : request.Name!;
        BatchRules.Require(Names.CheckLoggedModelName(name));
        CheckModelParams(request.Params);
        CheckModelTags(request.Tags);
        lock (_gate)
        {
            var experiment = FindExperiment(request.ExperimentId);
            if (!experiment.IsActive)
            {
                throw TrackingErrors.CannotCreateModel(experiment.Id);
            }

            var id = "m-" + _ids.NewHexId();
            var now = Now();
            var entity = new LoggedModel
            {
                ModelId = id,
                ExperimentId = experiment.Id,
                Name = name,
                ArtifactLocation = ArtifactUris.OfModel(experiment.Entity.ArtifactLocation, id),
                CreationTime = now,
                LastUpdateTime = now,
                ModelType = request.ModelType,
                SourceRunId = request.SourceRunId,
                Status = LoggedModelStatus.Pending,
            };
            var model = new MemoryModel(entity, experiment, request.Params, request.Tags);
            if (!_models.TryAdd(id, model))
            {
                throw TrackingErrors.ModelExists(id);
            }

            experiment.Models.Add(model);
            return new ValueTask<LoggedModel>(model.ToEntity());
        }
    }

    public ValueTask<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<LoggedModel>(FindModel(modelId, allowDeleted).ToEntity());
    }

    public ValueTask<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        status.ToText();
        var now = Now();
        return new ValueTask<LoggedModel>(FindModel(modelId).Change(model => model with { Status = status, LastUpdateTime = now }));
    }

    public ValueTask DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now();
        FindModel(modelId).Change(model => model with { LifecycleStage = LifecycleStage.Deleted, LastUpdateTime = now });
        return default;
    }

    public ValueTask LogLoggedModelParamsAsync(string modelId, IReadOnlyList<Param> parameters, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckModelParams(parameters);
        FindModel(modelId).SetParams(parameters);
        return default;
    }

    public ValueTask SetLoggedModelTagsAsync(string modelId, IReadOnlyList<RunTag> tags, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckModelTags(tags);
        FindModel(modelId).SetTags(tags);
        return default;
    }

    public ValueTask DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BatchRules.Require(Names.CheckTagKey(key));
        FindModel(modelId).DeleteTag(key);
        return default;
    }

    internal MemoryModel FindModel(string modelId) => FindModel(modelId, allowDeleted: false);

    private static void CheckModelParams(IReadOnlyList<Param> parameters)
    {
        Guard.NotNull(parameters);
        foreach (var (key, value) in parameters)
        {
            // The value of a model's param has no limit, as in MLflow.
            BatchRules.Require(Names.CheckParamKey(key));
            Guard.NotNull(value, nameof(parameters));
        }
    }

    private static void CheckModelTags(IReadOnlyList<RunTag> tags)
    {
        Guard.NotNull(tags);
        foreach (var (key, value) in tags)
        {
            BatchRules.CheckTag(key, value);
        }
    }

    private MemoryModel FindModel(string modelId, bool allowDeleted)
    {
        Guard.NotNull(modelId);
        return _models.TryGetValue(modelId, out var model) && (allowDeleted || model.Entity.LifecycleStage == LifecycleStage.Active)
            ? model
            : throw TrackingErrors.ModelNotFound(modelId);
    }
}
