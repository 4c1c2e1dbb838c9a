namespace MlTrack.Conformance.Tests;

/// <summary>The file store does all that a store can do. Each test has a folder of its own, which is removed with the store.</summary>
public static class FileStoreConformance
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "mltrack-conformance");

    private static ValueTask<ITrackingStore> Create(MlTrackClientOptions? options = null) =>
        new(TrackingStores.File(Path.Combine(Folder, Guid.NewGuid().ToString("N")), options));

    private static ValueTask Release(ITrackingStore store)
    {
        Directory.Delete(new Uri(store.Uri).LocalPath, recursive: true);
        return default;
    }

    public sealed class Experiments : ExperimentSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Runs : RunSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Metrics : MetricSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Params : ParamSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Tags : TagSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Batches : BatchSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class InputsOutputs : InputOutputSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class LoggedModels : LoggedModelSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Search : SearchSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Artifacts : ArtifactSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class RunWriters : RunWriterSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Concurrency : ConcurrencySuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Maintenance : MaintenanceSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class BufferedRunWriters : RunWriterSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create(new MlTrackClientOptions { Durability = Durability.Buffered });

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class DiskRunWriters : RunWriterSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create(new MlTrackClientOptions { Durability = Durability.Disk });

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class Registries : RegistrySuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class DiskRegistries : RegistrySuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create(new MlTrackClientOptions { Durability = Durability.Disk });

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);
    }

    public sealed class RecordedCalls : RecordedCallSuite
    {
        protected override ValueTask<ITrackingStore> CreateStoreAsync() => Create();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => Release(store);

        protected override async ValueTask<ITrackingStore?> CreateStrictStoreAsync() => await Create(new MlTrackClientOptions { TruncateLongValues = false });
    }
}
