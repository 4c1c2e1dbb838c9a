using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Artifacts: through the server's proxy, or straight where the recorded place can be reached from here.</content>
internal sealed partial class RestTrackingStore : IArtifactPlaces
{
    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(run);
        return new ValueTask<IArtifactRepository>(_places.Open(run.ArtifactUri));
    }

    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(model);
        return new ValueTask<IArtifactRepository>(_places.Open(model.ArtifactLocation));
    }

    /// <inheritdoc/>
    public IArtifactRepository? TryOpen(string uri) => _places.TryOpen(uri);
}
