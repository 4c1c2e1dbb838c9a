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
        var isComplete = true;
        foreach (var spool in SpoolArguments.Find(context.Get(_target)))
        {
            await using var client = context.OpenQuietly(spool.Folder);
            var target = TrackingStores.Open(spool.TargetUri);
            using var owned = target as IDisposable;
            var result = await context.Terminal.WorkAsync(
                $"Sending to {spool.TargetUri} …", _ => client.SyncToAsync(target, options: null, context.CancellationToken));
            foreach (var problem in result.Problems)
            {
                context.Terminal.Say($"{problem.Kind}{(problem.RunId is null ? "" : $" (run {problem.RunId})")}: {problem.Message}");
            }

            context.Terminal.WriteLine($"{spool.TargetUri}: sent {Show.Count(result.RunsCreated, "new run")}, {Show.Count(result.Points, "point")} of {Show.Count(result.Runs, "run")}.");
            isComplete &= result.IsComplete;
        }

        return isComplete ? ExitCodes.Done : ExitCodes.Unavailable;
    }
}
