using System.Diagnostics;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>Shells complete commands, options, names and ids, by asking the tool.</summary>
public sealed class CompletionSpecs : IDisposable
{
    private readonly RecordedTree _tree = new("basic");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("mltrack exp", "experiments")]
    [InlineData("mltrack runs se", "search")]
    [InlineData("mltrack runs list --v", "--view")]
    [InlineData("mltrack runs list --view del", "deleted")]
    [InlineData("mltrack experiments delete ba", "basic")]
    [InlineData("mltrack runs show b3d", "b3d7ee31c47946668506e47d43ea2500")]
    public async Task Bash_completes(string line, string word)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (await CompleteInBashAsync(line)).Should().Equal(word);
    }

    [Fact]
    public async Task A_store_that_is_not_there_offers_nothing_and_says_nothing()
    {
        var result = await Tool.RunAsync(new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = "/no/such" }, "[suggest:21]", "mltrack runs show b3d7");

        result.Succeeded().Output.Should().NotContain("b3d7");
        result.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _mltrack_complete mltrack")]
    [InlineData("zsh", "compdef _mltrack_complete mltrack")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName mltrack")]
    public async Task Each_shell_has_its_script(string shell, string line) => (await Tool.RunAsync("completion", shell)).Succeeded().Output.Should().Contain(line);

    private async Task<string[]> CompleteInBashAsync(string line)
    {
        var script = $$"""
            mltrack() { dotnet '{{Tool.Dll}}' "$@"; }
            source <(mltrack completion bash)
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}
            COMP_WORDS=({{line}}); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _mltrack_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLFLOW_TRACKING_URI"] = _tree.Root;
        using var process = Process.Start(start)!;
        return (await Tool.EndAsync(process)).Succeeded().Lines;
    }
}
