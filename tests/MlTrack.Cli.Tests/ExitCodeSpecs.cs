using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>Every command ends with a code that scripts can rely on, says why on standard error, and writes nothing else there.</summary>
public sealed class ExitCodeSpecs : IDisposable
{
    private readonly RecordedTree _tree = new("basic");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("runs show 00000000000000000000000000000000", ExitCodes.NotFound, "Run '00000000000000000000000000000000' not found")]
    [InlineData("runs show 0000", ExitCodes.NotFound, "There is no run whose id is '0000' or begins so.")]
    [InlineData("runs list -e no-such", ExitCodes.NotFound, "There is no experiment with the id or name 'no-such'.")]
    [InlineData("runs search metrics.loss~1", ExitCodes.Refused, "Invalid")]
    [InlineData("runs list --order-by nothing.x", ExitCodes.Refused, "Invalid")]
    [InlineData("runs list --limit -1", ExitCodes.Usage, "--limit takes a number of 0 or more, not '-1'.")]
    [InlineData("runs list --limit many", ExitCodes.Usage, "many")]
    [InlineData("runs list --view some", ExitCodes.Usage, "some")]
    [InlineData("runs show", ExitCodes.Usage, "Required argument")]
    [InlineData("runs lst", ExitCodes.Usage, "lst")]
    [InlineData("runs", ExitCodes.Usage, "mltrack runs [command]")]
    [InlineData("", ExitCodes.Usage, "mltrack [command]")]
    public async Task A_command_that_cannot_be_done_says_why(string line, int code, string message)
    {
        var result = await _tree.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.ExitCode.Should().Be(code, "it said: {0}", result.Error);
        result.Error.Should().Contain(message);
        result.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/no/such/mlruns")]
    [InlineData("file:///no/such/mlruns")]
    public async Task A_store_that_is_not_there_is_not_made_by_looking(string uri)
    {
        var result = await Tool.RunAsync("runs", "list", "--store", uri);

        result.ExitCode.Should().Be(ExitCodes.NotFound);
        result.Error.Should().Contain($"There is no store at '{uri}'.");
        Directory.Exists("/no").Should().BeFalse();
    }

    [Fact]
    public async Task A_scheme_that_nobody_knows_is_refused()
    {
        var result = await Tool.RunAsync("runs", "list", "--store", "gopher://host/x");

        result.ExitCode.Should().Be(ExitCodes.Refused);
        result.Error.Should().Contain("gopher");
    }

    [Fact]
    public async Task A_prefix_of_several_runs_is_refused()
    {
        Directory.Move(Path.Combine(_tree.Root, "0", "d276594e272940df8caa1a2d80cc817b"), Path.Combine(_tree.Root, "0", "b3d7ee31c47946668506e47d43ea2501"));
        var meta = Path.Combine(_tree.Root, "0", "b3d7ee31c47946668506e47d43ea2501", "meta.yaml");
        File.WriteAllText(meta, File.ReadAllText(meta).Replace("d276594e272940df8caa1a2d80cc817b", "b3d7ee31c47946668506e47d43ea2501", StringComparison.Ordinal));

        var result = await _tree.RunAsync("runs", "show", "b3d7");

        result.ExitCode.Should().Be(ExitCodes.Refused);
        result.Error.Should().Contain("b3d7ee31c47946668506e47d43ea2500").And.Contain("b3d7ee31c47946668506e47d43ea2501");
    }

    [Fact]
    public async Task A_damaged_run_is_left_out_with_a_warning()
    {
        File.WriteAllText(Path.Combine(_tree.Root, "0", "d276594e272940df8caa1a2d80cc817b", "meta.yaml"), "{ not: [yaml");

        var result = await _tree.RunAsync("runs", "list", "--json");

        result.Json().AsArray().Should().HaveCount(6);
        result.Error.Should().StartWith("mltrack: warning: ").And.Contain("d276594e272940df8caa1a2d80cc817b");
    }
}
