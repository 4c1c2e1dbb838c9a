using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>completion</c>.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell;

    public CompletionCommand()
        : base("completion", "Writes a script that lets a shell complete commands, options, names of experiments and ids of runs.") =>
        _shell = Add(new Argument<string>("shell") { Description = "bash, zsh or pwsh.", HelpName = "bash|zsh|pwsh" }.AcceptOnlyFromAmong("bash", "zsh", "pwsh"));

    public override Task<int> RunAsync(CommandContext context)
    {
        context.Terminal.Write(CompletionScripts.For(context.Get(_shell)));
        return Task.FromResult(ExitCodes.Done);
    }
}
