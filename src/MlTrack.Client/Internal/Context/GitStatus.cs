namespace MlTrack.Internal.Context;

/// <summary>Asks git whether tracked files of a work tree differ from its commit.</summary>
/// <remarks>
/// What runs further programs or uses the network is switched off, and git is stopped after the time limit. No answer (no git, not allowed, too
/// slow) is null. Untracked files do not count: a program that logs into <c>./mlruns</c> would else always be dirty.
/// </remarks>
internal static class GitStatus
{
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private const string Arguments =
        "-c core.fsmonitor= -c core.hooksPath=/dev/null status --porcelain --untracked-files=no --ignore-submodules=dirty";

    private static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string>
    {
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
    };

    internal static async Task<bool?> IsDirtyAsync(string workTree)
    {
        if (ExternalProgram.Find("git", Environment.GetEnvironmentVariable("PATH")) is not { } git)
        {
            return null;
        }

        var changes = await ExternalProgram.RunAsync(git, Arguments, workTree, Variables, TimeLimit).ConfigureAwait(false);
        return changes is null ? null : changes.Length > 0;
    }
}
