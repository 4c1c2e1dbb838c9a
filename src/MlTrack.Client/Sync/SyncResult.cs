namespace MlTrack.Sync;

/// <summary>What a sync sent, or would send in a dry run.</summary>
public sealed record SyncResult
{
    /// <summary>Runs that were looked at.</summary>
    public long Runs { get; init; }

    /// <summary>Runs that were made in the other store.</summary>
    public long RunsCreated { get; init; }

    /// <summary>Runs of which anything was sent.</summary>
    public long RunsChanged { get; init; }

    /// <summary>Params sent.</summary>
    public long Params { get; init; }

    /// <summary>Tags set or removed.</summary>
    public long Tags { get; init; }

    /// <summary>Points of metrics sent.</summary>
    public long Points { get; init; }

    /// <summary>Data sets and links to models sent.</summary>
    public long Inputs { get; init; }

    /// <summary>Logged models made or changed.</summary>
    public long Models { get; init; }

    /// <summary>Registered models made or changed.</summary>
    public long RegisteredModels { get; init; }

    /// <summary>Versions of registered models made or changed.</summary>
    public long ModelVersions { get; init; }

    /// <summary>Aliases of registered models pointed elsewhere or removed.</summary>
    public long Aliases { get; init; }

    /// <summary>Files sent.</summary>
    public long Artifacts { get; init; }

    /// <summary>Bytes of those files.</summary>
    public long ArtifactBytes { get; init; }

    /// <summary>What could not be brought over.</summary>
    public IReadOnlyList<SyncProblem> Problems { get; init; } = [];

    /// <summary>True when nothing is left to be tried again: the other store shows what the tree showed, but for what <see cref="Problems"/> names.</summary>
    public bool IsComplete { get; init; }
}
