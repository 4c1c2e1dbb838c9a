namespace MlTrack;

/// <summary>The state of a run. The numbers are those in MLflow's <c>meta.yaml</c>.</summary>
public enum RunStatus
{
    /// <summary>The run is going on.</summary>
    Running = 1,

    /// <summary>The run is planned.</summary>
    Scheduled = 2,

    /// <summary>The run ended well.</summary>
    Finished = 3,

    /// <summary>The run ended with an error.</summary>
    Failed = 4,

    /// <summary>The run was stopped from outside.</summary>
    Killed = 5,
}
