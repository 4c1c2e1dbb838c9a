using MlTrack.Client.Tests.Api.Support;

namespace MlTrack.Client.Tests.Api;

/// <summary>Who sees a fault of logging, what is kept, what is tried again, what is lost.</summary>
public sealed class FailurePolicySpecs
{
    [Fact]
    public async Task A_full_disk_does_not_reach_the_training_loop()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;

        run.LogParam("p", 1).LogMetric("loss", 0.5).SetTag("t", "v").Metric("acc").Log(0.9);

        run.Failures.TotalCount.Should().Be(4);
        run.Failures.PendingRecords.Should().Be(4);
        run.Failures.Should().OnlyContain(failure => failure.IsKept && failure.ErrorCode == "IO_ERROR");
        run.Failures.Select(failure => $"{failure.Operation} {failure.Key}").Should().Equal("LogParam p", "LogMetric loss", "SetTag t", "LogMetric acc");
        scene.Store.Fault = _ => null;
    }

    [Fact]
    public async Task What_the_disk_did_not_take_is_written_in_order_when_it_does()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = write => write.StartsWith("metric loss", StringComparison.Ordinal) ? Scene.DiskFull : null;
        run.LogMetric("loss", 1, step: 1).LogMetric("other", 7);
        scene.Store.Fault = _ => null;

        // The disk has room again, but the points that wait come first.
        run.LogMetric("loss", 2, step: 2).LogMetric("loss", 3, step: 3);
        scene.WrittenTo(run).Should().Equal("metric other 7 @0");
        scene.Clock.Advance(TimeSpan.FromSeconds(5));
        run.LogMetric("loss", 4, step: 4);

        scene.WrittenTo(run).Should().Equal("metric other 7 @0", "metric loss 1 @1", "metric loss 2 @2", "metric loss 3 @3", "metric loss 4 @4");
        run.Failures.PendingRecords.Should().Be(0);
        run.Failures.LostRecords.Should().Be(0);
        scene.Clock.ArmedTimers.Should().Be(0, "nothing waits, so nothing is to be tried again");
    }

    [Fact]
    public async Task It_is_tried_again_every_five_seconds_as_long_as_the_disk_is_full()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogMetric("loss", 1).LogMetric("loss", 2).LogMetric("loss", 3);
        var writer = scene.Store.WriterOf(run.RunId);
        var tries = writer.Tries;

        scene.Clock.Advance(TimeSpan.FromSeconds(4.9));
        writer.Tries.Should().Be(tries);
        scene.Clock.Advance(TimeSpan.FromSeconds(0.1));
        writer.Tries.Should().Be(tries + 1, "the first of the series fails again, and the others must not overtake it");
        scene.Clock.Advance(TimeSpan.FromSeconds(5));
        writer.Tries.Should().Be(tries + 2);
        run.Failures.TotalCount.Should().Be(1, "trying again is no new fault, and points that queue up are none either");
        scene.Store.Fault = _ => null;
    }

    [Fact]
    public async Task A_place_without_permission_is_not_tried_again_before_thirty_seconds()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => new MlTrackException(MlTrackErrorCode.IoError, "Permission denied");
        run.SetTag("t", "v");
        scene.Clock.Advance(TimeSpan.FromSeconds(5));
        var writer = scene.Store.WriterOf(run.RunId);
        var tries = writer.Tries;

        for (var i = 0; i < 5; i++)
        {
            scene.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        writer.Tries.Should().Be(tries);
        scene.Clock.Advance(TimeSpan.FromSeconds(5));
        writer.Tries.Should().Be(tries + 1);
        scene.Store.Fault = _ => null;
    }

    [Fact]
    public async Task What_breaks_a_rule_is_reported_and_not_tried_again()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = write => write == "param lr=2"
            ? new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "Changing param values is not allowed.")
            : null;

        run.LogParam("lr", 1).LogParam("lr", 2).LogMetric("a//b", 1);

        run.Failures.CountsByKind.Should().Equal(new Dictionary<string, long> { ["INVALID_PARAMETER_VALUE"] = 2 });
        run.Failures.Should().OnlyContain(failure => !failure.IsKept);
        run.Failures.PendingRecords.Should().Be(0);
        run.Failures.LostRecords.Should().Be(0);
    }

    [Fact]
    public async Task Beyond_the_bound_metrics_are_dropped_and_counted_but_params_and_tags_are_kept()
    {
        using var scene = new Scene(options => (options.MaxPendingRecords, options.OnFull) = (10, OnFull.DropNewest));
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        var loss = run.Metric("loss");
        for (var i = 0; i < 25; i++)
        {
            loss.Log(i);
        }

        run.LogParam("p", 1).SetTag("t", "v");
        scene.Store.Fault = _ => null;
        scene.Clock.Advance(TimeSpan.FromSeconds(5));

        run.Failures.LostRecords.Should().Be(15);
        run.Failures.LostRecordsByKey.Should().Equal(new Dictionary<string, long> { ["loss"] = 15 });
        scene.WrittenTo(run).Should().StartWith("metric loss 0 @0").And.HaveCount(13)
            .And.ContainInOrder("metric loss 9 @9", "param p=1", "tag t=v", "tag mltrack.lost_records=15");
    }

    [Fact]
    public async Task With_DropOldest_the_newest_points_are_the_ones_that_stay()
    {
        using var scene = new Scene(options => (options.MaxPendingRecords, options.OnFull) = (10, OnFull.DropOldest));
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogParam("p", 1);
        var loss = run.Metric("loss");
        for (var i = 0; i < 25; i++)
        {
            loss.Log(i);
        }

        scene.Store.Fault = _ => null;
        scene.Clock.Advance(TimeSpan.FromSeconds(5));

        // Nine points and the param, which is never dropped.
        run.Failures.LostRecordsByKey.Should().Equal(new Dictionary<string, long> { ["loss"] = 16 });
        scene.WrittenTo(run).Should().StartWith("param p=1").And.ContainInOrder("metric loss 16 @16", "metric loss 24 @24").And.NotContain("metric loss 15 @15");
    }

    [Fact]
    public async Task With_Wait_the_callers_wait_once_for_a_disk_that_stays_full_and_lose_nothing_to_one_that_comes_back()
    {
        using var scene = new Scene(options => (options.MaxPendingRecords, options.MaxWait) = (10, TimeSpan.FromMilliseconds(400)));
        await using var run = await scene.StartAsync();
        var loss = run.Metric("loss");
        var tries = 0;
        scene.Store.Fault = write => write.StartsWith("metric", StringComparison.Ordinal) && tries++ < 3 ? Scene.DiskFull : null;
        for (var i = 0; i < 25; i++)
        {
            loss.Log(i);
        }

        run.Failures.LostRecords.Should().Be(0, "the waiting caller tried again, and then there was room");

        scene.Store.Fault = _ => Scene.DiskFull;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
        {
            loss.Log(i);
        }

        run.Failures.LostRecords.Should().BeGreaterThan(900);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), "a thousand points cost one allowance, not a thousand");
        scene.Store.Fault = _ => null;
    }

    [Fact]
    public async Task An_end_on_a_dead_disk_counts_what_is_lost_and_says_it_in_one_line()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync("night");
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogMetric("loss", 1).LogMetric("loss", 2).LogParam("p", 1);

        await run.EndAsync();

        // Three records, the tag that would have told it, and the end itself.
        run.Failures.LostRecords.Should().Be(5);
        scene.StatusOf(run).Should().Be(RunStatus.Running);
        scene.Logger.Messages.Where(message => message.Contains("ended with", StringComparison.Ordinal)).Should().ContainSingle()
            .Which.Should().Contain("'night'").And.Contain("5 records are lost");
        scene.Store.WriterOf(run.RunId).IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task A_run_that_ends_when_the_disk_is_back_is_whole()
    {
        using var scene = new Scene();
        var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogMetric("loss", 1).LogMetric("loss", 2);
        scene.Store.Fault = _ => null;

        await run.EndAsync();

        scene.WrittenTo(run).Should().Equal("metric loss 1 @0", "metric loss 2 @0", "update FINISHED");
        scene.Logger.Messages.Should().Contain(message => message.Contains("ended with 1 failures", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ending_waits_for_the_disk_at_most_as_long_as_the_options_say()
    {
        using var scene = new Scene(options => options.FlushTimeout = TimeSpan.FromSeconds(20));
        var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogMetric("loss", 1);
        var ending = run.EndAsync();
        ending.IsCompleted.Should().BeFalse();
        scene.Store.Fault = _ => null;

        await ending.WaitAsync(TimeSpan.FromSeconds(15));

        run.Failures.LostRecords.Should().Be(0);
        scene.WrittenTo(run).Should().Equal("metric loss 1 @0", "update FINISHED");
    }

    [Fact]
    public async Task Flushing_throws_whatever_the_policy_says_when_something_is_not_written()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        run.LogMetric("loss", 1);

        var flushing = () => run.FlushAsync();
        (await flushing.Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.IoError);
        scene.Store.Fault = _ => null;
        await flushing.Should().NotThrowAsync();
        scene.WrittenTo(run).Should().Equal("metric loss 1 @0");
    }

    [Fact]
    public async Task With_Throw_the_caller_gets_the_exception_and_nothing_is_kept()
    {
        using var scene = new Scene(options => options.OnFailure = OnFailure.Throw);
        var run = await scene.StartAsync();
        scene.Store.Fault = write => write == "flush" || write.StartsWith("update", StringComparison.Ordinal) ? null : new IOException("gone");

        FluentActions.Invoking(() => run.LogMetric("loss", 1)).Should().Throw<MlTrackException>()
            .Where(exception => exception.ErrorCode == MlTrackErrorCode.IoError && exception.RunId == run.RunId && exception.IsTransient)
            .WithMessage("LogMetric 'loss' in run*failed: gone").WithInnerException<IOException>();
        FluentActions.Invoking(() => run.LogParam("p", 1)).Should().Throw<MlTrackException>();
        FluentActions.Invoking(() => run.SetTag("t", "v")).Should().Throw<MlTrackException>();
        FluentActions.Invoking(() => run.LogMetric("a//b", 1)).Should().Throw<MlTrackException>()
            .Where(exception => exception.ErrorCode == MlTrackErrorCode.InvalidParameterValue);

        run.Failures.PendingRecords.Should().Be(0);
        await run.EndAsync();
        scene.WrittenTo(run).Should().Equal("update FINISHED");
    }

    [Fact]
    public async Task With_Throw_an_end_that_cannot_be_written_throws_and_closes_the_run_all_the_same()
    {
        using var scene = new Scene(options => options.OnFailure = OnFailure.Throw);
        var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;

        await FluentActions.Awaiting(() => run.EndAsync()).Should().ThrowAsync<MlTrackException>();

        run.HasEnded.Should().BeTrue();
        scene.Store.WriterOf(run.RunId).IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Messages_of_one_kind_come_once_a_minute_with_a_count()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => Scene.DiskFull;
        for (var i = 0; i < 50; i++)
        {
            run.SetTag("tag " + i, "v");
        }

        scene.Logger.Messages.Should().ContainSingle().Which.Should().Contain("SetTag 'tag 0'").And.Contain("IO_ERROR").And.Contain("No space left");
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        run.SetTag("late", "v");

        scene.Logger.Messages.Should().HaveCount(2).And.Subject.Last().Should().Contain("49 more of this kind");
        scene.Store.Fault = _ => null;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_of_params_appear_in_messages_only_if_that_is_allowed(bool isAllowed)
    {
        using var scene = new Scene(options => options.EnableSensitiveDataLogging = isAllowed);
        await using var run = await scene.StartAsync();
        scene.Store.Fault = write => write.StartsWith("param", StringComparison.Ordinal)
            ? new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "Attempted logging new value 'secret'.")
            : null;

        run.LogParam("token", "secret");

        var message = scene.Logger.Messages.Should().ContainSingle().Subject;
        message.Contains("secret", StringComparison.Ordinal).Should().Be(isAllowed);
        message.Should().Contain("token");
        run.Failures.Single().Message.Should().Contain("secret");
    }

    [Fact]
    public async Task Only_the_first_hundred_failures_are_kept_in_full()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = _ => new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "no");
        for (var i = 0; i < 250; i++)
        {
            run.SetTag("tag " + i, "v");
        }

        run.Failures.Should().HaveCount(100);
        run.Failures.Last().Key.Should().Be("tag 99");
        run.Failures.TotalCount.Should().Be(250);
        scene.Store.Fault = _ => null;
    }

    [Fact]
    public async Task A_fault_of_the_store_itself_does_not_reach_the_training_loop_either()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Fault = write => write.StartsWith("metric", StringComparison.Ordinal) ? new InvalidCastException("a defect") : null;

        run.LogMetric("loss", 1);

        run.Failures.Single().ErrorCode.Should().Be("INTERNAL_ERROR");
        run.Failures.PendingRecords.Should().Be(0);
    }

    [Fact]
    public async Task Many_threads_beside_a_disk_that_fails_now_and_then_lose_nothing()
    {
        using var scene = new Scene(options => options.FlushTimeout = TimeSpan.FromSeconds(10));
        var run = await scene.StartAsync();
        var calls = 0;
        scene.Store.Fault = write => write.StartsWith("metric", StringComparison.Ordinal) && Interlocked.Increment(ref calls) % 7 == 0
            ? Scene.DiskFull
            : null;

        var threads = Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            var series = run.Metric("m" + number);
            for (var i = 0; i < 500; i++)
            {
                series.Log(i);
                if (i % 50 == 0)
                {
                    scene.Clock.Advance(TimeSpan.FromSeconds(5));
                }
            }
        }));
        await Task.WhenAll(threads);
        scene.Store.Fault = _ => null;
        await run.EndAsync();

        run.Failures.LostRecords.Should().Be(0);
        var written = scene.WrittenTo(run);
        for (var number = 0; number < 8; number++)
        {
            written.Where(write => write.StartsWith($"metric m{number} ", StringComparison.Ordinal))
                .Should().Equal(Enumerable.Range(0, 500).Select(i => $"metric m{number} {i} @{i}"), "each series stays in order");
        }
    }
}
