namespace MlTrack.Conformance.Tests;

/// <summary>The memory store does all that a store can do.</summary>
public static class MemoryStoreConformance
{
    private static ValueTask<ITrackingStore> Create() => new(TrackingStores.Memory());

    public sealed class Experiments : ExperimentSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Runs : RunSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Metrics : MetricSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Params : ParamSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Tags : TagSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Batches : BatchSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class InputsOutputs : InputOutputSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class LoggedModels : LoggedModelSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Search : SearchSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Artifacts : ArtifactSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class RunWriters : RunWriterSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Concurrency : ConcurrencySuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Maintenance : MaintenanceSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class Registries : RegistrySuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();
    }

    public sealed class RecordedCalls : RecordedCallSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask<ITrackingStore?> CreateStrictStoreAsync() =>
            new(TrackingStores.Memory(new MlTrackClientOptions { TruncateLongValues = false }));
    }
}
