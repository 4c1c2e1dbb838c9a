namespace MlTrack;

/// <summary>The state of a logged model. The numbers are those in MLflow's <c>meta.yaml</c>.</summary>
public enum LoggedModelStatus
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Created; its files are being written.</summary>
    Pending = 1,

    /// <summary>Complete.</summary>
    Ready = 2,

    /// <summary>Writing it failed.</summary>
    Failed = 3,
}
