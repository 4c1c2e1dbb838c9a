using MlTrack.Client.Tests.Api.Support;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Client.Tests.Api;

/// <summary>What becomes of a run that is open when its process ends: by real processes, real signals, and the tree that they leave.</summary>
public sealed class ProcessEndSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "mlruns");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("return 0", 0, RunStatus.Finished)]
    [InlineData("return 3", 3, RunStatus.Failed)]
    [InlineData("exit 0", 0, RunStatus.Finished)]
    [InlineData("exit 3", 3, RunStatus.Failed)]
    [InlineData("log on threads and return", 0, RunStatus.Finished)]
    public async Task A_process_that_ends_ends_its_run_by_its_exit_code(string how, int code, RunStatus status)
    {
        using var app = TestApp.Start("run", Root, how);
        var runId = await app.ReadLineAsync();

        (await app.ExitAsync()).Should().Be((code, string.Empty));

        var run = await ReadAsync(runId);
        run.Info.Status.Should().Be(status);
        run.Info.EndTime.Should().BeOnOrAfter(run.Info.StartTime);
        run.Data.Tags.Should().NotContainKey("mltrack.exception");
        await AllLinesAreThereAsync(runId);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("throw on thread")]
    public async Task An_exception_that_nobody_handles_fails_the_run_and_is_kept_in_it(string how)
    {
        using var app = TestApp.Start("run", Root, how);
        var runId = await app.ReadLineAsync();

        var (code, errors) = await app.ExitAsync();

        code.Should().NotBe(0, "a crash stays a crash");
        errors.Should().Contain("Unhandled exception").And.Contain("row 7 is bad").And.NotContain("mltrack:");
        var run = await ReadAsync(runId);
        run.Info.Status.Should().Be(RunStatus.Failed);
        run.Data.Tags["mltrack.exception"].Should().Be("System.IO.InvalidDataException: row 7 is bad");
        using var client = MlTrackClient.Open(Root);
        using var text = new StreamReader(await client.OpenArtifactAsync(run.Info.RunId, "exception.txt"));
        (await text.ReadToEndAsync()).Should().Contain("RunEndVerbs");
        await AllLinesAreThereAsync(runId);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_kills_the_run_and_then_the_process_as_without_us(string signal, int code)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals; the console's events are covered by the same handler.
        }

        using var app = TestApp.Start("run", Root, "log for ever");
        var runId = await app.ReadLineAsync();
        await app.ReadyAsync();

        await app.SignalAsync(signal);

        (await app.ExitAsync()).Code.Should().Be(code);
        var run = await ReadAsync(runId);
        run.Info.Status.Should().Be(RunStatus.Killed);
        run.Info.EndTime.Should().NotBeNull();
        await AllLinesAreThereAsync(runId);
    }

    [Theory]
    [InlineData("host", "INT", RunStatus.Killed)]
    [InlineData("host", "TERM", RunStatus.Killed)]
    [InlineData("own handler", "INT", RunStatus.Finished)]
    [InlineData("own handler", "TERM", RunStatus.Finished)]
    public async Task A_program_with_a_handler_of_its_own_goes_on_and_ends_its_run_in_its_own_way(string how, string signal, RunStatus status)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals.
        }

        using var app = TestApp.Start("run", Root, how);
        var runId = await app.ReadLineAsync();
        await app.ReadyAsync();

        await app.SignalAsync(signal);

        (await app.ReadLineAsync()).Should().Be("cleaned up");
        (await app.ExitAsync()).Should().Be((7, string.Empty));
        var run = await ReadAsync(runId);
        run.Info.Status.Should().Be(status);
        run.Data.Tags["cleaned"].Should().Be("up");
        run.Data.Metrics["after"].Value.Should().Be(1);
    }

    [Fact]
    public async Task A_signal_that_the_process_survives_does_not_end_its_run()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals.
        }

        using var app = TestApp.Start("run", Root, "survive");
        var runId = await app.ReadLineAsync();
        await app.ReadyAsync();
        await app.SignalAsync("HUP");
        await UntilAsync(runId, RunStatus.Killed);

        await UntilAsync(runId, RunStatus.Running);

        app.Go();
        (await app.ExitAsync()).Code.Should().Be(0);
        (await ReadAsync(runId)).Info.Status.Should().Be(RunStatus.Finished);
    }

    [Fact]
    public async Task A_second_signal_ends_a_process_whose_disk_hangs_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals.
        }

        using var app = TestApp.Start("run", "stuck", "log for ever");
        await app.ReadLineAsync();
        await app.ReadyAsync();
        await app.SignalAsync("INT");
        (await app.ReadLineAsync()).Should().Be("stuck");

        var start = TimeProvider.System.GetTimestamp();
        await app.SignalAsync("INT");

        (await app.ExitAsync()).Code.Should().Be(130);
        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(1.5), "the first signal may wait 2 s for a disk");
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_a_signal_up_for_two_seconds_at_most()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals.
        }

        using var app = TestApp.Start("run", "stuck", "log for ever");
        await app.ReadLineAsync();
        await app.ReadyAsync();
        var start = TimeProvider.System.GetTimestamp();
        await app.SignalAsync("TERM");

        (await app.ExitAsync()).Code.Should().Be(143);
        TimeProvider.System.GetElapsedTime(start).Should().BeGreaterThan(TimeSpan.FromSeconds(1.5)).And.BeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task After_the_last_run_the_process_has_no_handlers_of_ours()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such signals.
        }

        using var app = TestApp.Start("run", Root, "ended before");
        var runId = await app.ReadLineAsync();
        await app.ReadyAsync();

        await app.SignalAsync("INT");

        (await app.ExitAsync()).Code.Should().Be(130);
        (await ReadAsync(runId)).Info.Status.Should().Be(RunStatus.Finished);
    }

    [Fact]
    public async Task What_waits_in_memory_is_written_before_the_process_ends()
    {
        using var app = TestApp.Start("run", Root, "return 0", nameof(Durability.Buffered));
        var runId = await app.ReadLineAsync();
        (await app.ExitAsync()).Code.Should().Be(0);
        await AllLinesAreThereAsync(runId);
    }

    [Fact]
    public async Task A_program_survives_a_disk_that_takes_no_more_and_what_is_lost_is_counted()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such limit.
        }

        // Files of 128 KiB at most, which is some 4,000 points.
        using var app = TestApp.StartLimited("-f 128", "run", Root, "fill");
        var runId = await app.ReadLineAsync();

        var (code, errors) = await app.ExitAsync();

        code.Should().Be(0, "its errors are: {0}", errors);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().OnlyContain(line => line.StartsWith("mltrack: Run ", StringComparison.Ordinal)).And.HaveCountLessThan(5, "one line of a kind, and a summary");
        var run = await ReadAsync(runId);
        run.Info.Status.Should().Be(RunStatus.Finished);
        run.Data.Params["after"].Should().Be("all");
        var lost = long.Parse(run.Data.Tags["mltrack.lost_records"], System.Globalization.CultureInfo.InvariantCulture);
        lines[^1].Should().Contain($"{lost} records are lost");
        await using var client = MlTrackClient.Open(Root);
        var steps = await client.GetMetricHistoryAsync(runId!, "loss").Select(point => point.Step).ToListAsync();
        steps.Should().Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), "what is there is whole and in order");

        // The line through which the limit went is neither whole nor lost as long as its file is open: it is told as a flush that failed.
        (steps.Count + lost).Should().BeInRange(19_999, 20_000);
    }

    [Theory]
    [InlineData("fail fast")]
    [InlineData("kill -9")]
    public async Task A_process_that_cannot_say_goodbye_leaves_a_stale_run_that_can_be_closed(string how)
    {
        using var app = TestApp.Start("run", Root, how == "kill -9" ? "log for ever" : how);
        var runId = await app.ReadLineAsync();
        if (how == "kill -9")
        {
            await app.ReadyAsync();
            (await ReadAsync(runId)).Info.IsStale.Should().BeFalse("its process lives");
            await app.KillAsync();
        }

        await app.ExitAsync();
        await using var client = MlTrackClient.Open(Root);
        var left = await client.GetRunAsync(runId!);
        left.Info.Status.Should().Be(RunStatus.Running);
        left.Info.IsStale.Should().BeTrue();
        await using var alive = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));

        var closed = await client.CloseStaleAsync();

        closed.Select(run => run.RunId).Should().Equal(runId);
        var run = await client.GetRunAsync(runId!);
        run.Info.Status.Should().Be(RunStatus.Failed);
        run.Info.EndTime.Should().BeOnOrAfter(run.Info.StartTime).And.BeOnOrBefore(TimeProvider.System.GetUtcNow());
        run.Data.Tags["mltrack.ended_by"].Should().Be("stale");
        (await client.GetRunAsync(alive.RunId)).Info.Status.Should().Be(RunStatus.Running);
        (await client.CloseStaleAsync()).Should().BeEmpty();
        await AllLinesAreThereAsync(runId);
    }

    [Fact]
    public async Task A_run_of_another_process_is_resumed_and_is_the_parent_of_others()
    {
        using var app = TestApp.Start("run", Root, "return 3");
        var runId = await app.ReadLineAsync();
        await app.ExitAsync();

        await using var client = MlTrackClient.Open(Root);
        await using (var resumed = await client.StartRunAsync(Scene.Quiet(new RunOptions { RunId = runId })))
        {
            (await client.GetRunAsync(runId!)).Info.Status.Should().Be(RunStatus.Running);
            resumed.Metric("loss").NextStep.Should().Be(100);
            resumed.Metric("loss").Log(100);
            await using var child = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0", ParentRunId = runId }));
            child.ParentRunId.Should().Be(runId);
        }

        var run = await client.GetRunAsync(runId!);
        run.Info.Status.Should().Be(RunStatus.Finished);
        run.Data.Metrics["loss"].Step.Should().Be(100);
    }

    private async Task UntilAsync(string? runId, RunStatus status)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await ReadAsync(runId)).Info.Status != status)
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(20), "the run becomes {0}", status);
            await Task.Delay(20);
        }
    }

    private async Task<RunRecord> ReadAsync(string? runId)
    {
        await using var client = MlTrackClient.Open(Root);
        return await client.GetRunAsync(runId!);
    }

    private async Task AllLinesAreThereAsync(string? runId)
    {
        await using var client = MlTrackClient.Open(Root);
        var steps = new List<long>();
        await foreach (var point in client.GetMetricHistoryAsync(runId!, "loss"))
        {
            steps.Add(point.Step);
        }

        steps.Should().Equal(Enumerable.Range(0, 100).Select(step => (long)step));
        (await client.VerifyAsync().Where(problem => problem.Severity == ProblemSeverity.Problem).ToListAsync()).Should().BeEmpty();
    }
}
