using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary>What <c>runs delete</c> and <c>runs restore</c> have in common: all named are looked up before the first is touched.</summary>
internal sealed class RunsChangeCommand : CliCommand
{
    private readonly Argument<string[]> _runs;
    private readonly string _done;
    private readonly Func<MlTrackClient, string, CancellationToken, Task> _change;

    private RunsChangeCommand(string path, string summary, string done, Func<MlTrackClient, string, CancellationToken, Task> change)
        : base(path, summary)
    {
        _done = done;
        _change = change;
        _runs = Add(CommonSettings.Runs(1));
    }

    public static RunsChangeCommand Delete() => new(
        "runs delete", "Deletes runs; they can be restored until gc removes them.", "deleted",
        (client, id, cancellationToken) => client.DeleteRunAsync(id, cancellationToken));

    public static RunsChangeCommand Restore() => new(
        "runs restore", "Restores deleted runs.", "restored", (client, id, cancellationToken) => client.RestoreRunAsync(id, cancellationToken));

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        foreach (var run in await Lookup.RunsAsync(client, context.Get(_runs), context.CancellationToken))
        {
            await _change(client, run.Info.RunId, context.CancellationToken);
            context.Terminal.Say($"{_done} '{run.Info.RunName}' ({run.Info.RunId}).");
        }

        return ExitCodes.Done;
    }
}
