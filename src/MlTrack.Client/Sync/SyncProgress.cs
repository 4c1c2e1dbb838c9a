namespace MlTrack.Sync;

/// <summary>How far a sync is.</summary>
/// <param name="Runs">Runs of this pass.</param>
/// <param name="RunsDone">Runs of this pass that were looked at whole.</param>
/// <param name="Points">Points of metrics sent so far.</param>
/// <param name="ArtifactBytes">Bytes of artifacts sent so far.</param>
public readonly record struct SyncProgress(long Runs, long RunsDone, long Points, long ArtifactBytes);
