using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands;

/// <summary><c>spool sync</c>.</summary>
internal sealed class SpoolSyncCommand : CliCommand
{
    private readonly Argument<string?> _target;

    public SpoolSyncCommand()
        : base("spool sync", "Sends what lies in spools to their servers.") => _target = Add(SpoolArguments.Target());

    public override async Task<int> RunAsync(CommandContext context)
    {
        var exitCode = ExitCodes.Done;
        foreach (var spool in SpoolArguments.Find(context.Get(_target)))
        {
            await using var client = context.OpenQuietly(spool.Folder);
            var target = TrackingStores.Open(spool.TargetUri);
            using var owned = target as IDisposable;
            var result = await context.Terminal.WorkAsync(
                $"Sending to {spool.TargetUri} …", _ => client.SyncToAsync(target, options: null, context.CancellationToken));
            exitCode = Math.Max(exitCode, SyncReport.Say(context.Terminal, result));
            context.Terminal.WriteLine($"{spool.TargetUri}: sent {Show.Count(result.RunsCreated, "new run")}, {Show.Count(result.Points, "point")} of {Show.Count(result.Runs, "run")}.");
        }

        return exitCode;
    }
}
