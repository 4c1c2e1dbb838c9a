using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>Looks for logged models in the folder whose registry was opened without a tracking store.</summary>
internal sealed class FolderLoggedModels(StoreContext context)
{
    /// <inheritdoc cref="MlTrack.Internal.Registry.LoggedModelLookup"/>
    internal ValueTask<LoggedModel> GetAsync(string modelId, CancellationToken cancellationToken)
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
}
