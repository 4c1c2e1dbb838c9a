namespace MlTrack.Sync;

/// <summary>How a tree is brought to another store.</summary>
public sealed record SyncOptions
{
    /// <summary>Goes on after the first pass, so that runs that are still being written are followed, until it is cancelled.</summary>
    /// <value>The default is false: one pass.</value>
    public bool Follow { get; init; }

    /// <summary>The pause between two passes of <see cref="Follow"/>.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Counts what would be sent, and sends nothing: the other store is not asked either.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; init; }

    /// <summary>Compares every point of every run with what the other store has, instead of trusting what was acknowledged: for a server that was set back to a backup.</summary>
    /// <value>The default is false.</value>
    public bool Verify { get; init; }

    /// <summary>Sends artifacts, too.</summary>
    /// <value>The default is true.</value>
    public bool Artifacts { get; init; } = true;

    /// <summary>Brings registered models too: names, versions, tags, aliases, stages. They are left out when <see cref="RunIds"/> or <see cref="ExperimentIds"/> choose.</summary>
    /// <value>The default is true.</value>
    public bool RegisteredModels { get; init; } = true;

    /// <summary>Makes a run anew that was deleted in the other store.</summary>
    /// <value>The default is false: it is reported once and left alone.</value>
    public bool RecreateDeletedRuns { get; init; }

    /// <summary>Restores an experiment that was deleted in the other store.</summary>
    /// <value>The default is false: its runs are reported and left alone.</value>
    public bool RestoreDeletedExperiments { get; init; }

    /// <summary>Only these runs, by their ids in the tree; null for all.</summary>
    public IReadOnlyCollection<string>? RunIds { get; init; }

    /// <summary>Only runs of these experiments, by their ids in the tree; null for all.</summary>
    public IReadOnlyCollection<string>? ExperimentIds { get; init; }

    /// <summary>Is told how far it is. Called from any thread.</summary>
    public IProgress<SyncProgress>? Progress { get; init; }
}
