using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>spool drop</c>.</summary>
internal sealed class SpoolDropCommand : CliCommand
{
    private readonly Argument<string?> _target;
    private readonly Option<bool> _force;

    public SpoolDropCommand()
        : base("spool drop", "Removes runs from spools that have ended and that their server has whole.")
    {
        _target = Add(SpoolArguments.Target());
        _force = Add(new Option<bool>("--force") { Description = "Remove runs that have ended even if their server has not got them: they are lost." });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        foreach (var spool in SpoolArguments.Find(context.Get(_target)))
        {
            var dropped = await spool.DropAsync(context.Get(_force), context.CancellationToken);
            context.Terminal.Say($"{spool.TargetUri}: removed {Show.Count(dropped.Count, "run")}.");
        }

        return ExitCodes.Done;
    }
}
