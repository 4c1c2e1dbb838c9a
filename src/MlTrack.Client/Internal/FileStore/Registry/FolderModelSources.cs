using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>Looks for what versions come from in the folder whose registry was opened without a tracking store.</summary>
internal sealed class FolderModelSources(StoreContext context) : IModelSources
{
    /// <inheritdoc/>
    public ValueTask<LoggedModel> GetModelAsync(string modelId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Names.CheckRunId(modelId) is not null || context.Locator.FindModel(modelId) is not { } place)
        {
            throw TrackingErrors.ModelNotFound(modelId);
        }

        var reader = new ModelReader(context, context.Problems);
        var meta = reader.GetMeta(place);
        return meta.LifecycleStage == LifecycleStage.Active
            ? new ValueTask<LoggedModel>(reader.Complete(place, meta))
            : throw TrackingErrors.ModelNotFound(modelId);
    }

    /// <inheritdoc/>
    public ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Names.CheckRunId(runId) is null && context.Locator.FindRun(runId) is { } place
            ? new ValueTask<RunRecord>(new RunReader(context, context.Problems).Get(place))
            : throw TrackingErrors.RunNotFound(runId);
    }
}
