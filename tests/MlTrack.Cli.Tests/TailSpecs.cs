using System.Text.Json.Nodes;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>A run that one process writes is followed by another, point by point, until it ends.</summary>
public sealed class TailSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_running_run_is_followed_to_its_end_and_no_point_is_missed()
    {
        var root = _folder.PathOf("mlruns");
        await using var client = MlTrackClient.Open(root);
        var run = await client.StartRunAsync();
        run.LogMetric("loss", 1.0, step: 0);
        await run.FlushAsync();

        using var tail = Tool.Start(environment: null, "runs", "tail", run.RunId, "--json", "--interval", "0.1", "--exit-status", "--store", root);
        tail.StandardInput.Close();
        var first = JsonNode.Parse((await tail.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!)!;
        ((double)first["value"]!).Should().Be(1.0);
        tail.HasExited.Should().BeFalse("the run is still going on");

        for (var step = 1; step <= 20; step++)
        {
            run.LogMetric("loss", 1.0 / step, step);
            await Task.Delay(10);
        }

        await run.EndAsync(RunStatus.Failed);
        var end = await Tool.EndAsync(tail);
        end.ExitCode.Should().Be(ExitCodes.RunFailed);
        end.Lines.Select(line => (long)JsonNode.Parse(line)!["step"]!).Should().Equal(Enumerable.Range(1, 20).Select(step => (long)step));
        end.Error.Should().Contain("FAILED");
    }

    [Fact]
    public async Task A_run_that_ended_is_shown_and_the_tool_goes()
    {
        using var tree = new RecordedTree("basic");

        var result = (await tree.RunAsync("runs", "tail", "b3d7", "-m", "loss")).Succeeded();

        result.Lines.Should().HaveCount(5).And.OnlyContain(line => line.Contains("  loss  step ", StringComparison.Ordinal));
        result.Error.Should().Contain("FINISHED");
    }

    [Fact]
    public async Task Sigterm_ends_a_tail_with_the_code_of_shells()
    {
        var root = _folder.PathOf("mlruns");
        await using var client = MlTrackClient.Open(root);
        var run = await client.StartRunAsync();
        run.LogMetric("loss", 1.0, step: 0);
        await run.FlushAsync();

        using var tail = Tool.Start(environment: null, "runs", "tail", run.RunId, "--interval", "60", "--store", root);
        tail.StandardInput.Close();
        (await tail.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))).Should().Contain("loss");
        System.Diagnostics.Process.Start("kill", ["-TERM", tail.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!.WaitForExit();

        (await Tool.EndAsync(tail)).ExitCode.Should().Be(ExitCodes.Terminated);
        await run.EndAsync();
    }
}
