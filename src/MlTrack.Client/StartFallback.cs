namespace MlTrack;

/// <summary>What starting a run does when its store cannot be written or does not answer.</summary>
public enum StartFallback
{
    /// <summary>It throws, as in MLflow: whoever starts a training wants to know at once that nothing would be logged.</summary>
    None = 0,

    /// <summary>
    /// When the store's disk or connection fails, or it does not answer within 10 s, the run starts in the spool: an <c>mlruns</c> tree of its own for that store, below
    /// <c>MLTRACK_SPOOL_DIR</c> or the user's data folder. One line says where. The run carries the tag <c>mltrack.spooled_for</c>. Runs of a server are
    /// sent when it answers again, by this program or the next one that logs there, or by <c>mltrack sync</c>.
    /// </summary>
    Spool = 1,
}
