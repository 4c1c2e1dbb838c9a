using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Chooses the way in which runs of a store are written.</summary>
internal static class RunWriterFactories
{
    internal static IRunWriterFactory For(ITrackingStore store) => store switch
    {
        IDirectTrackingStore direct => new DirectRunWriterFactory(direct),
        _ => new NoRunWriterFactory(store),
    };

    /// <summary>Refuses runs of stores that need a local tree and a replicator, as long as there are none.</summary>
    private sealed class NoRunWriterFactory(ITrackingStore store) : IRunWriterFactory
    {
        public ValueTask<OpenedRun> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken) => throw NotImplemented();

        public ValueTask<OpenedRun> OpenAsync(string runId, CancellationToken cancellationToken) => throw NotImplemented();

        private MlTrackException NotImplemented() => new(
            MlTrackErrorCode.NotImplemented,
            $"Runs of '{store.Uri}' cannot be logged to: the store cannot be written straight ({nameof(IDirectTrackingStore)}), and this version " +
            "has no local tree with a replicator to write it through. Log to a local 'mlruns' folder instead.");
    }
}
