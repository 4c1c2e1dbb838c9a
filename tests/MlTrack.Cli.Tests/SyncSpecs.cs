using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>Trees are brought to other stores by a command that can be repeated.</summary>
public sealed class SyncSpecs : IDisposable
{
    private readonly RecordedTree _tree = new("basic");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _tree.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tree_is_brought_over_once()
    {
        var there = _folder.PathOf("there");

        var plan = (await Tool.RunAsync("sync", _tree.Root, "--to", there, "--dry-run", "--json")).Json();
        var first = (await Tool.RunAsync("sync", _tree.Root, "--to", there, "--json")).Json();
        var second = (await Tool.RunAsync("sync", "--store", _tree.Root, "--to", there)).Succeeded();

        ((long)plan["runs_created"]!).Should().Be(7);
        ((long)first["points"]!).Should().BePositive().And.Be((long)plan["points"]!);
        ((bool)first["complete"]!).Should().BeTrue();
        second.Output.Should().StartWith("sent 0 new runs, 0 points, 0 params, 0 tags, 0 artifacts");
        (await Tool.RunAsync("runs", "list", "--json", "--store", there)).Json().AsArray().Should().HaveCount(7);
        (await Tool.RunAsync("verify", "--store", _tree.Root)).Succeeded();
    }

    [Fact]
    public async Task A_store_that_nobody_answers_for_is_a_fault_that_may_pass()
    {
        var variables = new Dictionary<string, string> { ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0" };

        var result = await Tool.RunAsync(variables, "sync", _tree.Root, "--to", "http://127.0.0.1:9");

        result.ExitCode.Should().Be(ExitCodes.Unavailable);
        result.Error.Should().Contain("127.0.0.1:9");
    }

    [Fact]
    public async Task Where_there_is_no_spool_nothing_is_listed()
    {
        var variables = new Dictionary<string, string> { ["MLTRACK_SPOOL_DIR"] = _folder.PathOf("spool") };

        (await Tool.RunAsync(variables, "spool", "list", "--json")).Json().AsArray().Should().BeEmpty();
        (await Tool.RunAsync(variables, "spool", "drop", "http://nowhere")).ExitCode.Should().Be(ExitCodes.NotFound);
    }
}
