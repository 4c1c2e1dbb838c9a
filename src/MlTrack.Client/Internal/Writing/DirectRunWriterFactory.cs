using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Opens runs of a store that can be written straight.</summary>
internal sealed class DirectRunWriterFactory(IDirectTrackingStore store) : IRunWriterFactory
{
    public async ValueTask<OpenedRun> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken) =>
        await OpenAsync(await store.CreateRunAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async ValueTask<OpenedRun> OpenAsync(string runId, CancellationToken cancellationToken) =>
        await OpenAsync(await store.GetRunAsync(runId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async ValueTask<OpenedRun> OpenAsync(RunRecord record, CancellationToken cancellationToken)
    {
        if (record.Info.LifecycleStage == LifecycleStage.Deleted)
        {
            throw new MlTrackException(
                MlTrackErrorCode.InternalError, $"Cannot start run with ID {record.Info.RunId} because it is in the deleted state.")
            {
                RunId = record.Info.RunId,
            };
        }

        var (artifacts, fault) = await OpenArtifactsAsync(record.Info, cancellationToken).ConfigureAwait(false);
        var writer = await store.OpenRunWriterAsync(record.Info.RunId, cancellationToken).ConfigureAwait(false);
        return new OpenedRun(record, writer, artifacts, fault);
    }

    // As in MLflow, a place of artifacts that nobody can reach matters only to those who log artifacts.
    private async ValueTask<(IArtifactRepository? Artifacts, MlTrackException? Fault)> OpenArtifactsAsync(RunInfo info, CancellationToken cancellationToken)
    {
        if (store is not IArtifactRepositoryProvider provider)
        {
            return (null, null);
        }

        try
        {
            return (await provider.GetRunArtifactsAsync(info, cancellationToken).ConfigureAwait(false), null);
        }
        catch (MlTrackException exception)
        {
            return (null, exception);
        }
    }
}
