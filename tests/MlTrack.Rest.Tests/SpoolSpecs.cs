using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using MlTrack.Rest.Tests.Support;
using MlTrack.Sync;
using MlTrack.Tests.Sync;

namespace MlTrack.Rest.Tests;

/// <summary>A run of a server is written locally and arrives there whole, whatever the server does meanwhile.</summary>
[Collection("spool")]
public sealed class SpoolSpecs : IDisposable
{
    private readonly SpoolFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task A_run_is_on_the_server_when_it_has_ended()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server);
        var run = await client.StartRunAsync("iris", "sdca");
        run.LogParam("lr", 0.1).SetTag("team", "vision");
        Log(run, 0, 1500);
        await run.EndAsync();

        var there = await server.Store.GetRunAsync(run.RunId);
        there.Info.Should().BeEquivalentTo(new { Status = RunStatus.Finished, RunName = "sdca" });
        there.Data.Params.Should().Contain("lr", "0.1");
        there.Data.Tags.Should().Contain("team", "vision").And.Contain("mltrack.source_run_id", run.RunId);
        await AssertPointsAsync(server, run.RunId, 1500);
        run.Failures.Should().BeEmpty();
    }

    [Theory]
    [InlineData("away")]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("reset")]
    [InlineData("lost")]
    public async Task A_server_that_fails_in_the_middle_slows_nothing_and_gets_everything_once(string how)
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server, TimeSpan.FromSeconds(60));
        var run = await client.StartRunAsync();
        Log(run, 0, 100);
        server.Mood = how switch
        {
            "429" => (context, _) =>
            {
                context.Response.Headers.RetryAfter = "0";
                return MoodyServer.Refuse(context, HttpStatusCode.TooManyRequests);
            },
            "500" => (context, _) => MoodyServer.Refuse(context, HttpStatusCode.InternalServerError),
            "reset" => (context, _) =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            "lost" => MoodyServer.LoseAnswerAsync,
            _ => null,
        };
        if (how == "away")
        {
            await server.GoAwayAsync();
        }

        var watch = Stopwatch.StartNew();
        Log(run, 100, 2000);
        run.LogParam("late", 1);
        watch.ElapsedMilliseconds.Should().BeLessThan(5000, "nobody waits for the server");
        await Task.Delay(1500);
        server.Mood = null;
        if (how == "away")
        {
            await server.ComeBackAsync();
        }

        await run.EndAsync();

        await AssertPointsAsync(server, run.RunId, 2100);
        (await server.Store.GetRunAsync(run.RunId)).Should().BeEquivalentTo(new { Info = new { Status = RunStatus.Finished } });
        run.Failures.LostRecords.Should().Be(0);
    }

    [Fact]
    public async Task What_a_server_that_stays_away_did_not_get_is_sent_by_the_next_program()
    {
        await using var server = await MoodyServer.StartAsync();
        string id;
        await using (var client = Open(server, TimeSpan.FromSeconds(0.5)))
        {
            var run = await client.StartRunAsync();
            id = run.RunId;
            await server.GoAwayAsync();
            Log(run, 0, 300);
            await run.EndAsync();
        }

        await server.ComeBackAsync();
        (await server.Store.GetRunAsync(id)).Info.Status.Should().Be(RunStatus.Running);
        var spool = Spool.List().Should().ContainSingle().Subject;
        spool.Should().BeEquivalentTo(new { TargetUri = server.Address });
        spool.Bytes.Should().BePositive();
        (await spool.LeftAsync()).Points.Should().Be(300);
        (await spool.DropAsync()).Should().BeEmpty("the server has not got it");
        await using (var next = Open(server))
        {
            var other = await next.StartRunAsync();
            await WaitAsync(async () => (await server.Store.GetRunAsync(id)).Info.Status == RunStatus.Finished);
            await other.EndAsync();
        }

        await AssertPointsAsync(server, id, 300);
        (await spool.LeftAsync()).Points.Should().Be(0);
        (await spool.DropAsync()).Should().HaveCount(2);
        (await spool.DropAsync(force: true)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_away_at_the_start_gets_the_run_when_it_comes()
    {
        await using var server = await MoodyServer.StartAsync();
        await server.GoAwayAsync();
        await using var client = Open(server, TimeSpan.FromSeconds(60));
        var run = await client.StartRunAsync(new RunOptions { ExperimentName = "iris", StartFallback = StartFallback.Spool, CaptureGit = false });
        Log(run, 0, 100);
        await server.ComeBackAsync();
        Log(run, 100, 100);
        await run.EndAsync();

        var experiment = (await server.Store.FindExperimentByNameAsync("iris"))!.ExperimentId;
        var there = await server.Store.RunOfAsync(run.RunId, experiment);
        there.Info.Status.Should().Be(RunStatus.Finished);
        await AssertPointsAsync(server, there.Info.RunId, 200);
    }

    [Fact]
    public async Task A_run_of_the_server_is_resumed()
    {
        await using var server = await MoodyServer.StartAsync();
        await using var client = Open(server);
        var first = await client.StartRunAsync();
        Log(first, 0, 10);
        await first.EndAsync();

        var second = await client.ResumeRunAsync(first.RunId);
        Log(second, 10, 10);
        await second.EndAsync(RunStatus.Failed);

        second.RunId.Should().Be(first.RunId);
        await AssertPointsAsync(server, first.RunId, 20);
        (await server.Store.GetRunAsync(first.RunId)).Info.Status.Should().Be(RunStatus.Failed);
    }

    [Fact]
    public async Task A_laptops_tree_is_brought_to_a_server_over_a_bad_line()
    {
        await using var server = await MoodyServer.StartAsync();
        var random = new Random(7);
        server.Mood = (context, next) => random.Next(10) switch
        {
            < 3 when HttpMethods.IsPost(context.Request.Method) => MoodyServer.LoseAnswerAsync(context, next),
            3 => MoodyServer.Refuse(context, HttpStatusCode.ServiceUnavailable),
            _ => next(context),
        };
        await using var laptop = MlTrackClient.Open(Path.Combine(_spool.Path, "laptop"));
        for (var i = 0; i < 3; i++)
        {
            var run = await laptop.StartRunAsync("iris");
            Log(run, 0, 1200);
            run.LogParams(Enumerable.Range(0, 150).ToDictionary(n => "p" + n, n => n));
            await run.EndAsync();
        }

        using var target = (IDisposable)TrackingStores.Rest(server.Address, Impatient);
        SyncResult result;
        var rounds = 0;
        do
        {
            result = await laptop.SyncToAsync((ITrackingStore)target);
        }
        while (!result.IsComplete && ++rounds < 200);

        result.IsComplete.Should().BeTrue();
        await server.Store.ShouldShowAsync(laptop);
        server.Mood = null;
        (await laptop.SyncToAsync((ITrackingStore)target)).RunsChanged.Should().Be(0);
    }

    private static RestStoreOptions Impatient => new() { MaxRetries = 1 };

    private static MlTrackClient Open(MoodyServer server, TimeSpan? flushTimeout = null)
    {
        var options = new MlTrackClientOptions { FlushTimeout = flushTimeout ?? MlTrackClientOptions.DefaultFlushTimeout };
        return MlTrackClient.Open(TrackingStores.Rest(server.Address, Impatient, options), options);
    }

    private static void Log(Run run, int from, int count)
    {
        for (var step = from; step < from + count; step++)
        {
            run.LogMetric("loss", 1.0 / (step + 1), step);
        }
    }

    private static async Task AssertPointsAsync(MoodyServer server, string run, int count) =>
        (await server.Store.GetMetricHistoryAsync(run, "loss").Select(point => point.Step).ToListAsync())
            .Should().BeEquivalentTo(Enumerable.Range(0, count).Select(step => (long)step));

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !await condition();)
        {
            DateTime.UtcNow.Should().BeBefore(until);
            await Task.Delay(50);
        }
    }
}
