namespace MlTrack;

/// <summary>What starting a run does when its store cannot be written or does not answer.</summary>
public enum StartFallback
{
    /// <summary>It throws, as in MLflow: whoever starts a training wants to know at once that nothing would be logged.</summary>
    None = 0,

    /// <summary>The run starts in the spool, a tree in the user's data folder, and is sent on when the store is back.</summary>
    Spool = 1,
}
