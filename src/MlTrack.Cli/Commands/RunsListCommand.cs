using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs list</c>.</summary>
internal sealed class RunsListCommand() : RunListing("runs list", "Lists runs.")
{
    protected override string? FilterOf(CommandContext context) => null;
}
