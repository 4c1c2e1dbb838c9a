using MlTrack.Sync;

namespace MlTrack.Cli.Internal;

/// <summary>What a sync could not bring over, in words.</summary>
internal static class SyncReport
{
    /// <summary>What was sent of the registry, behind a comma; nothing when nothing was.</summary>
    public static string OfRegistry(SyncResult result)
    {
        var aliases = result.Aliases == 1 ? "1 alias" : Show.Count(result.Aliases) + " aliases";
        return (result.RegisteredModels > 0 ? ", " + Show.Count(result.RegisteredModels, "registered model") : "") +
            (result.ModelVersions > 0 ? ", " + Show.Count(result.ModelVersions, "model version") : "") +
            (result.Aliases > 0 ? ", " + aliases : "");
    }

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
