namespace MlTrack.Internal.Writing;

/// <summary>What the write paths of a client's runs share.</summary>
internal sealed class WritePolicy
{
    internal WritePolicy(MlTrackClientOptions options, PendingBudget? budget = null, TextWriter? error = null)
    {
        OnFailure = options.OnFailure;
        Time = options.TimeProvider;
        FlushTimeout = options.FlushTimeout;
        MaxPendingRecords = options.MaxPendingRecords;
        MaxPendingBytes = options.MaxPendingBytes;
        OnFull = options.OnFull;
        Waits = new WaitAllowance(options.MaxWait);
        Budget = budget ?? PendingBudget.Process;
        Reporter = new FailureReporter(options, error);
        Pump = new BacklogPump(options.TimeProvider);
    }

    internal OnFailure OnFailure { get; }

    internal TimeProvider Time { get; }

    internal TimeSpan FlushTimeout { get; }

    internal int MaxPendingRecords { get; }

    internal long MaxPendingBytes { get; }

    internal OnFull OnFull { get; }

    internal WaitAllowance Waits { get; }

    internal PendingBudget Budget { get; }

    internal FailureReporter Reporter { get; }

    internal BacklogPump Pump { get; }
}
