namespace MlTrack;

/// <summary>Who sees a fault of logging once a run is going.</summary>
public enum OnFailure
{
    /// <summary>The fault is logged and kept in the run's failures, and training goes on. What can be written later is written later.</summary>
    Report = 0,

    /// <summary>The call throws. For unit tests and audits.</summary>
    Throw = 1,
}
