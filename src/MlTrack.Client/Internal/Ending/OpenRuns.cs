namespace MlTrack.Internal.Ending;

/// <summary>The runs that are open in this process, and the hooks into the ends of the process while there are any.</summary>
internal static class OpenRuns
{
    private static readonly object Sync = new();
    private static readonly HashSet<Run> Runs = [];
    private static ProcessEndHooks? _hooks;

    internal static void Add(Run run)
    {
        lock (Sync)
        {
            Runs.Add(run);
            _hooks ??= new ProcessEndHooks();
        }
    }

    internal static void Remove(Run run)
    {
        ProcessEndHooks? unused = null;
        lock (Sync)
        {
            if (Runs.Remove(run) && Runs.Count == 0)
            {
                (unused, _hooks) = (_hooks, null);
            }
        }

        // Outside of the lock: taking a signal handler away may wait for one that is running.
        unused?.Dispose();
    }

    internal static Run[] ToArray()
    {
        lock (Sync)
        {
            return [.. Runs];
        }
    }
}
