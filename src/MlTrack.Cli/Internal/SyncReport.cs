using MlTrack.Sync;

namespace MlTrack.Cli.Internal;

/// <summary>What a sync could not bring over, in words.</summary>
internal static class SyncReport
{
    /// <summary>Says each problem on standard error.</summary>
    /// <returns>The exit code: whether anything is left to be tried again.</returns>
    public static int Say(Terminal terminal, SyncResult result)
    {
        foreach (var problem in result.Problems)
        {
            terminal.Say($"{problem.Kind}{(problem.RunId is null ? "" : $" (run {problem.RunId})")}: {problem.Message}");
        }

        return result.IsComplete ? ExitCodes.Done : ExitCodes.Unavailable;
    }
}
