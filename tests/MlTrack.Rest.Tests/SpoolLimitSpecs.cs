using System.Net;
using MlTrack.Rest.Tests.Support;
using MlTrack.Sync;

namespace MlTrack.Rest.Tests;

/// <summary>What a spool takes, on the disk and in memory, while its server is away.</summary>
[Collection("spool")]
public sealed class SpoolLimitSpecs : IDisposable
{
    private static readonly int Points = Environment.GetEnvironmentVariable("MLTRACK_LONG_TESTS") == "1" ? 1_000_000 : 100_000;

    private readonly SpoolFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task Beyond_the_limit_artifacts_are_refused_and_everything_else_is_kept()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, new MlTrackClientOptions { FlushTimeout = TimeSpan.FromSeconds(0.2), SpoolLimit = 200_000 });
        var run = await client.StartRunAsync();
        await server.GoAwayAsync();

        run.LogText(new string('a', 100_000), "first.txt").LogText(new string('b', 150_000), "second.txt").LogMetric("loss", 0.5).LogParam("lr", 1);
        await run.FlushAsync();

        run.Failures.CountsByKind.Should().ContainKey("RESOURCE_EXHAUSTED").WhoseValue.Should().Be(1);
        run.LogText("small", "third.txt");
        await run.EndAsync();
        run.Failures.TotalCount.Should().Be(1);
        await server.ComeBackAsync();
        await SendAsync(server);
        var there = await server.Store.GetRunAsync(run.RunId);
        there.Data.Params.Should().Contain("lr", "1");
        there.Data.Metrics.Should().ContainKey("loss");
        (await (await ((IArtifactRepositoryProvider)server.Store).GetRunArtifactsAsync(there.Info)).ListAsync())
            .Select(file => file.Path).Should().BeEquivalentTo("first.txt", "third.txt");
    }

    [Fact]
    public async Task A_refused_artifact_is_an_exception_where_that_is_wanted()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, new MlTrackClientOptions { FlushTimeout = TimeSpan.FromSeconds(0.2), SpoolLimit = 0, OnFailure = OnFailure.Throw });
        await using var run = await client.StartRunAsync();

        FluentActions.Invoking(() => run.LogText("text", "a.txt")).Should().Throw<MlTrackException>().Which.ErrorCodeText.Should().Be("RESOURCE_EXHAUSTED");
        run.LogMetric("loss", 0.5);
    }

    [Fact]
    public async Task What_the_server_has_makes_room()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, new MlTrackClientOptions { SpoolLimit = 200_000 });
        for (var i = 0; i < 4; i++)
        {
            await using var run = await client.StartRunAsync();
            run.LogText(new string('a', 100_000), "text.txt");
            await run.EndAsync();
            run.Failures.TotalCount.Should().Be(0);
        }

        Spool.List().Should().ContainSingle().Which.Bytes.Should().BeLessThan(400_000);
        (await server.Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items.Should().HaveCount(4, "only the local copies are removed");
    }

    [Fact]
    public async Task A_run_whose_folder_vanished_does_not_keep_others_from_being_sent()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, new MlTrackClientOptions { FlushTimeout = TimeSpan.FromSeconds(20) });
        var lost = await client.StartRunAsync();
        var other = await client.StartRunAsync();
        server.Mood = (context, _) => MoodyServer.Refuse(context, HttpStatusCode.ServiceUnavailable);
        foreach (var folder in Directory.GetDirectories(_spool.Path, lost.RunId, SearchOption.AllDirectories))
        {
            Directory.Delete(folder, recursive: true);
        }

        server.Mood = null;
        other.LogMetric("loss", 0.5);
        await other.EndAsync();

        (await server.Store.GetRunAsync(other.RunId)).Info.Status.Should().Be(RunStatus.Finished);
        other.Failures.TotalCount.Should().Be(0);
        await lost.EndAsync();
    }

    [Fact]
    public async Task Memory_does_not_grow_with_what_waits_for_a_server_that_is_away()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, new MlTrackClientOptions { FlushTimeout = TimeSpan.FromSeconds(0.5) });
        var run = await client.StartRunAsync();
        await server.GoAwayAsync();
        var loss = run.Metric("loss");
        loss.Log(1, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        for (var step = 1; step < Points; step++)
        {
            loss.Log(1.0 / step, step);
            if (step % (Points / 10) == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        most.Should().BeLessThan(8 << 20);
        await run.EndAsync();
        run.Failures.LostRecords.Should().Be(0);
        (await Spool.List().Should().ContainSingle().Subject.LeftAsync()).Points.Should().Be(Points);

        await server.ComeBackAsync();
        await SendAsync(server);
        (await server.Store.GetMetricHistoryAsync(run.RunId, "loss").CountAsync()).Should().Be(Points);
    }

    // The client's own sender may be at it in the same moment, and has the run then.
    private static async Task SendAsync(MoodyServer server)
    {
        using var target = (IDisposable)TrackingStores.Rest(server.Address);
        await using var spool = MlTrackClient.Open(Spool.List().Single().Folder);
        for (var until = DateTime.UtcNow.AddSeconds(120); !(await spool.SyncToAsync((ITrackingStore)target)).IsComplete;)
        {
            DateTime.UtcNow.Should().BeBefore(until);
        }
    }

    private static MlTrackClient Open(MoodyServer server, MlTrackClientOptions options) =>
        MlTrackClient.Open(TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 1 }, options), options);
}
