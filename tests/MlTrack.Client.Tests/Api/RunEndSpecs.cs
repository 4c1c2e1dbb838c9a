using MlTrack.Client.Tests.Api.Support;

namespace MlTrack.Client.Tests.Api;

/// <summary>How a run ends within a living process. The ends of the process itself are in <c>ProcessEndSpecs</c>.</summary>
public sealed class RunEndSpecs
{
    [Fact]
    public async Task Leaving_the_scope_ends_a_run_as_finished()
    {
        using var scene = new Scene();
        Run run;
        await using (run = await scene.StartAsync())
        {
        }

        scene.StatusOf(run).Should().Be(RunStatus.Finished);
        scene.Store.Runs[run.RunId].Info.EndTime.Should().Be(scene.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Disposing_without_waiting_ends_a_run_too()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();

        run.Dispose();
        run.Dispose();

        scene.WrittenTo(run).Should().Equal("update FINISHED");
    }

    [Fact]
    public async Task A_run_that_was_told_to_fail_ends_as_failed_with_the_exception_as_tag()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();

        await using (run)
        {
            run.Fail(new InvalidDataException("row 7\nis bad"));
        }

        scene.WrittenTo(run).Should().Equal("tag mltrack.exception=System.IO.InvalidDataException: row 7 is bad", "update FAILED");
    }

    [Fact]
    public async Task The_state_that_is_named_wins()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();

        run.Fail(new InvalidDataException("x"));
        await run.EndAsync(RunStatus.Killed);

        scene.StatusOf(run).Should().Be(RunStatus.Killed);
    }

    [Fact]
    public async Task Work_that_returns_ends_its_run_as_finished_and_gives_its_result()
    {
        using var scene = new Scene();
        Run? tracked = null;

        var result = await scene.Client.TrackAsync(Scene.Quiet(new RunOptions()), run =>
        {
            tracked = run;
            return Task.FromResult(42);
        });

        result.Should().Be(42);
        scene.StatusOf(tracked!).Should().Be(RunStatus.Finished);
    }

    [Fact]
    public async Task Work_that_throws_ends_its_run_as_failed_and_the_caller_sees_the_exception()
    {
        using var scene = new Scene();
        Run? tracked = null;

        var tracking = () => scene.Client.TrackAsync(Scene.Quiet(new RunOptions()), async run =>
        {
            tracked = run;
            await Task.Yield();
            throw new InvalidDataException("bad data");
        });

        (await tracking.Should().ThrowAsync<InvalidDataException>()).WithMessage("bad data");
        scene.StatusOf(tracked!).Should().Be(RunStatus.Failed);
        scene.WrittenTo(tracked!).Should().Contain("tag mltrack.exception=System.IO.InvalidDataException: bad data");
    }

    [Fact]
    public async Task Work_that_is_cancelled_ends_its_run_as_killed_without_calling_it_an_error()
    {
        using var scene = new Scene();
        using var cancellation = new CancellationTokenSource();
        Run? tracked = null;

        var tracking = () => scene.Client.TrackAsync(Scene.Quiet(new RunOptions()), async run =>
        {
            tracked = run;
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation.Token);
        });

        await tracking.Should().ThrowAsync<OperationCanceledException>();
        scene.WrittenTo(tracked!).Should().Equal("update KILLED");
    }

    [Fact]
    public async Task Work_that_ends_its_run_itself_has_the_last_word()
    {
        using var scene = new Scene();
        Run? tracked = null;

        var tracking = () => scene.Client.TrackAsync(Scene.Quiet(new RunOptions()), async run =>
        {
            tracked = run;
            await run.EndAsync(RunStatus.Killed);
            throw new InvalidDataException("after the end");
        });

        await tracking.Should().ThrowAsync<InvalidDataException>();
        scene.WrittenTo(tracked!).Should().Equal("update KILLED");
    }

    [Fact]
    public async Task The_exception_of_the_work_is_seen_even_if_the_end_cannot_be_written()
    {
        using var scene = new Scene(options => options.OnFailure = OnFailure.Throw);

        var tracking = () => scene.Client.TrackAsync(Scene.Quiet(new RunOptions()), _ =>
        {
            scene.Store.Fault = _ => Scene.DiskFull;
            throw new InvalidDataException("the true cause");
        });

        (await tracking.Should().ThrowAsync<InvalidDataException>()).WithMessage("the true cause");
    }

    [Fact]
    public async Task The_store_is_closed_after_the_last_run_of_a_closed_client()
    {
        var scene = new Scene();
        var run = await scene.StartAsync();

        scene.Client.Dispose();
        scene.Store.IsDisposed.Should().BeFalse("the run goes on");
        run.LogMetric("loss", 1);
        await run.EndAsync();

        scene.Store.IsDisposed.Should().BeTrue();
        scene.StatusOf(run).Should().Be(RunStatus.Finished);
        await FluentActions.Awaiting(() => scene.StartAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_second_end_at_the_same_moment_is_refused_and_one_end_is_written()
    {
        using var scene = new Scene();
        for (var round = 0; round < 50; round++)
        {
            var run = await scene.StartAsync();
            using var barrier = new Barrier(4);
            var ends = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                barrier.SignalAndWait(TimeSpan.FromSeconds(10));
                try
                {
                    await run.EndAsync();
                    return 1;
                }
                catch (InvalidOperationException)
                {
                    return 0;
                }
            }));

            (await Task.WhenAll(ends)).Sum().Should().Be(1);
            scene.WrittenTo(run).Should().Equal("update FINISHED");
        }
    }
}
