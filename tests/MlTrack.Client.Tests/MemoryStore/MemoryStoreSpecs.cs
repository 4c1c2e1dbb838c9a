using MlTrack.Internal.MemoryStore;
using MlTrack.Stores;

namespace MlTrack.Tests.MemoryStore;

/// <summary>What is special about the memory store; what it shares with every store is in the conformance suites.</summary>
public sealed class MemoryStoreSpecs
{
    [Fact]
    public async Task Two_stores_share_nothing()
    {
        var first = TrackingStores.Memory();
        var second = TrackingStores.Memory();

        await first.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });

        (await second.FindExperimentByNameAsync("iris")).Should().BeNull();
        first.Uri.Should().Be("memory:");
    }

    [Fact]
    public async Task Ids_and_times_come_from_the_options()
    {
        var time = new FixedTime(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789));
        var store = TrackingStores.Memory(new MlTrackClientOptions { TimeProvider = time, IdGenerator = new CountingIds() });

        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        await store.DeleteRunAsync(run.Info.RunId);

        run.Info.RunId.Should().Be("00000000000000000000000000000001");
        run.Info.StartTime.Should().Be(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero));
        (await store.GetRunAsync(run.Info.RunId)).Info.DeletedTime.Should().Be(run.Info.StartTime);
    }

    [Fact]
    public async Task A_run_can_be_given_its_id_once()
    {
        var store = TrackingStores.Memory();
        var request = new CreateRunRequest { ExperimentId = "0", RunId = "my-run" };

        (await store.CreateRunAsync(request)).Info.ArtifactUri.Should().Be("memory:/0/my-run/artifacts");

        (await store.Awaiting(s => s.CreateRunAsync(request).AsTask()).Should().ThrowAsync<MlTrackException>())
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.ResourceAlreadyExists);
    }

    [Fact]
    public async Task Artifacts_stay_in_memory_whatever_location_is_recorded()
    {
        var elsewhere = Path.Combine(Path.GetTempPath(), "mltrack-" + Guid.NewGuid().ToString("N"));
        var store = new MemoryTrackingStore();
        var experiment = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris", ArtifactLocation = elsewhere });
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment });
        var artifacts = await store.GetRunArtifactsAsync(run.Info);

        await artifacts.UploadAsync(new MemoryStream([1, 2, 3]), "a/b");

        artifacts.Uri.Should().Be(run.Info.ArtifactUri).And.StartWith(elsewhere);
        Directory.Exists(elsewhere).Should().BeFalse();
        (await artifacts.ListAsync("a")).Should().Equal(new ArtifactInfo("a/b", false, 3));
    }

    [Fact]
    public async Task Garbage_is_counted_in_bytes_of_artifacts()
    {
        var store = new MemoryTrackingStore();
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        await (await store.GetRunArtifactsAsync(run.Info)).UploadAsync(new MemoryStream(new byte[1234]), "a");
        await store.DeleteRunAsync(run.Info.RunId);

        (await store.CollectGarbageAsync(new GarbageCollectionOptions())).Bytes.Should().Be(1234);
    }

    [Fact]
    public async Task A_point_of_an_open_series_allocates_only_its_place()
    {
        const int Points = 10_000;
        var store = TrackingStores.Memory();
        using var writer = await store.OpenRunWriterAsync((await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId);
        var series = writer.OpenMetric("loss");
        for (var i = 0; i < 1_000; i++)
        {
            series.Append(i, 1, i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Points; i++)
        {
            series.Append(i, 1, i);
        }

        // Value, time, step and the data set's reference, and a little for the list of blocks.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(Points * 36);
    }

    [Fact]
    public async Task A_run_that_nobody_changes_is_given_without_copying()
    {
        var store = TrackingStores.Memory();
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        var first = await store.GetRunAsync(run.Info.RunId);

        (await store.GetRunAsync(run.Info.RunId)).Should().BeSameAs(first);
        await store.SetTagAsync(run.Info.RunId, new RunTag("a", "b"));

        (await store.GetRunAsync(run.Info.RunId)).Data.Tags.Should().Contain("a", "b");
        first.Data.Tags.Should().NotContainKey("a", "what was given out never changes");
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class CountingIds : IdGenerator
    {
        private int _count;

        public override string NewHexId() => Interlocked.Increment(ref _count).ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

        public override int NextInt32(int exclusiveLimit) => 0;
    }
}
