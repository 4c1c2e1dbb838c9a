using MlTrack.Internal.Ending;

namespace MlTrack.Internal.FileStore;

/// <content>Signs of life.</content>
internal sealed partial class FileTrackingStore : IRunActivity
{
    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetLastChangeAsync(string runId, CancellationToken cancellationToken) =>
        Do(() => RunOwner.GetLastChange(_context, RequireRun(runId)), cancellationToken);
}
