namespace MlTrack.Cli.Internal;

/// <summary>All exit codes of the tool; <c>docs/tool.md</c> shows this table to users.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A fault of the tool itself.</summary>
    public const int Fault = 1;

    /// <summary>The arguments cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The store, experiment, run or artifact does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>MLflow's rules or the state of things do not allow it, or the store cannot do it.</summary>
    public const int Refused = 4;

    /// <summary>The disk, the network or the server failed; the same command may succeed later.</summary>
    public const int Unavailable = 5;

    /// <summary><c>verify</c> found problems that are still there.</summary>
    public const int ProblemsFound = 6;

    /// <summary>The run that <c>tail --exit-status</c> followed did not end well.</summary>
    public const int RunFailed = 7;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
