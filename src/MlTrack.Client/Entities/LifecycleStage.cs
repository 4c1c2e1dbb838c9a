namespace MlTrack;

/// <summary>Whether a thing is in use or was deleted (and can be restored).</summary>
public enum LifecycleStage
{
    /// <summary>In use: <c>active</c>.</summary>
    Active = 0,

    /// <summary>Deleted, still on disk, can be restored: <c>deleted</c>.</summary>
    Deleted = 1,
}
