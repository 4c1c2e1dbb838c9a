namespace MlTrack.Sync;

/// <summary>Something that could not be brought over as it is.</summary>
public sealed record SyncProblem
{
    /// <summary>What it is: <c>failed</c> (to be tried again), <c>rejected</c> (the other store refused it for good; it lies in <c>.mltrack-rejected</c> of the run),
    /// <c>param-conflict</c>, <c>run-deleted</c>, <c>experiment-deleted</c>, <c>duplicate-run</c>, <c>no-artifacts</c>, <c>busy</c>, <c>bad-line</c>, <c>run-lost</c>;
    /// of registered models <c>registry-conflict</c>, <c>registered-model-deleted</c>, <c>version-deleted</c>, <c>no-source</c>, <c>no-registry</c>; of deleted experiments <c>experiment-kept</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The run in the tree, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>What happened, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>MLflow's code of the answer, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>True when the next sync tries it again.</summary>
    public bool IsTriedAgain { get; init; }
}
