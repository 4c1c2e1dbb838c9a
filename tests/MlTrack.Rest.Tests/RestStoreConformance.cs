using MlTrack.Conformance;
using MlTrack.Rest.Tests.Support;

namespace MlTrack.Rest.Tests;

/// <summary>What the file store does is what a program sees of it through a real server: each test has a server, a port and a folder of its own.</summary>
public static class RestStoreConformance
{
    public sealed class Experiments : ExperimentSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Runs : RunSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Metrics : MetricSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Params : ParamSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Tags : TagSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Batches : BatchSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class InputsOutputs : InputOutputSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class LoggedModels : LoggedModelSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Search : SearchSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Concurrency : ConcurrencySuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }
}
