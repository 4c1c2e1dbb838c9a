namespace MlTrack.Stores;

/// <summary>A store that can be checked, mended and cleaned.</summary>
public interface ITrackingStoreMaintenance
{
    /// <summary>Looks through the whole store for what is wrong with it. Nothing is changed.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The problems, as they are found.</returns>
    IAsyncEnumerable<StoreProblem> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>Mends what can be mended without losing anything: missing folders, left-over temporary files older than a day, torn last lines.</summary>
    /// <param name="cancellationToken">Stops mending.</param>
    /// <returns>The problems, each with <see cref="StoreProblem.Repaired"/> set where it was mended.</returns>
    IAsyncEnumerable<StoreProblem> RepairAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes for good what was deleted.</summary>
    /// <param name="options">What to remove.</param>
    /// <param name="cancellationToken">Stops; what was removed stays removed.</param>
    /// <returns>What was removed, or would be in a dry run.</returns>
    ValueTask<GarbageCollectionResult> CollectGarbageAsync(GarbageCollectionOptions options, CancellationToken cancellationToken = default);
}

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>Odd, but everything is read.</summary>
    Note = 0,

    /// <summary>A value, a run or an experiment cannot be read, or MLflow cannot read it.</summary>
    Problem = 1,
}

/// <summary>Something that is wrong in a store.</summary>
public sealed record StoreProblem
{
    /// <summary>How bad it is.</summary>
    public required ProblemSeverity Severity { get; init; }

    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>A short fixed word for the kind, such as <c>meta-malformed</c>, for programs.</summary>
    public required string Kind { get; init; }

    /// <summary>What is wrong, and what can be done.</summary>
    public required string Message { get; init; }

    /// <summary>The experiment concerned, when it is known.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>The run concerned, when it is known.</summary>
    public string? RunId { get; init; }

    /// <summary>True when <see cref="ITrackingStoreMaintenance.RepairAsync"/> can mend it.</summary>
    public bool CanRepair { get; init; }

    /// <summary>True when it has just been mended.</summary>
    public bool Repaired { get; init; }
}

/// <summary>What to remove for good.</summary>
public sealed record GarbageCollectionOptions
{
    /// <summary>True to remove nothing and only say what would be removed.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; init; }

    /// <summary>Only what was deleted at least this long ago.</summary>
    /// <value>The default is zero: everything that is deleted.</value>
    public TimeSpan OlderThan { get; init; }

    /// <summary>Only these runs; they must be deleted already. Null for all deleted runs.</summary>
    public IReadOnlyList<string>? RunIds { get; init; }

    /// <summary>Only these experiments; they must be deleted already. Null for all deleted experiments.</summary>
    public IReadOnlyList<string>? ExperimentIds { get; init; }
}

/// <summary>What was removed for good.</summary>
public sealed record GarbageCollectionResult
{
    /// <summary>Ids of the removed runs.</summary>
    public IReadOnlyList<string> RunIds { get; init; } = [];

    /// <summary>Ids of the removed experiments; their runs are not listed.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>Ids of the removed logged models.</summary>
    public IReadOnlyList<string> ModelIds { get; init; } = [];

    /// <summary>What the removed files took, in bytes.</summary>
    public long Bytes { get; init; }
}
