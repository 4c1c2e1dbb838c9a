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

    public sealed class Artifacts : ArtifactSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class Registries : RegistrySuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);
    }

    public sealed class RecordedCalls : RecordedCallSuite
    {
        protected override bool IsServer => true;

        protected override ValueTask<ITrackingStore> CreateStoreAsync() => LocalServer.OpenAsync();

        protected override ValueTask ReleaseStoreAsync(ITrackingStore store) => LocalServer.CloseAsync(store);

        protected override async ValueTask<ITrackingStore?> CreateStrictStoreAsync() =>
            await LocalServer.OpenAsync(new MlTrackClientOptions { TruncateLongValues = false });
    }
}

public sealed class SuiteListTests
{
    [Fact]
    public void No_suite_is_forgotten_that_a_server_can_do() =>
        ConformanceSuites.FindMissing(typeof(RestStoreConformance), typeof(RunWriterSuite), typeof(MaintenanceSuite)).Should().BeEmpty();
}
