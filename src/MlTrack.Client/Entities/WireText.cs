namespace MlTrack;

/// <summary>The texts under which MLflow writes its enumerations: one place for each.</summary>
public static class WireText
{
    /// <summary>MLflow's text of a run status, such as <c>FINISHED</c>.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of MLflow's.</exception>
    public static string ToText(this RunStatus status) => status switch
    {
        RunStatus.Running => "RUNNING",
        RunStatus.Scheduled => "SCHEDULED",
        RunStatus.Finished => "FINISHED",
        RunStatus.Failed => "FAILED",
        RunStatus.Killed => "KILLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This is none of MLflow's run statuses (1 to 5)."),
    };

    /// <summary>Reads MLflow's text of a run status.</summary>
    /// <param name="text">The text, in upper case.</param>
    /// <param name="status">The status.</param>
    /// <returns>False when MLflow has no such status.</returns>
    public static bool TryParseRunStatus(string? text, out RunStatus status)
    {
        status = text switch
        {
            "RUNNING" => RunStatus.Running,
            "SCHEDULED" => RunStatus.Scheduled,
            "FINISHED" => RunStatus.Finished,
            "FAILED" => RunStatus.Failed,
            "KILLED" => RunStatus.Killed,
            _ => 0,
        };
        return status != 0;
    }

    /// <summary>MLflow's text of a life cycle stage: <c>active</c> or <c>deleted</c>.</summary>
    /// <param name="stage">The stage.</param>
    /// <returns>The text.</returns>
    public static string ToText(this LifecycleStage stage) => stage == LifecycleStage.Deleted ? "deleted" : "active";

    /// <summary>MLflow's text of a view type, such as <c>ACTIVE_ONLY</c>.</summary>
    /// <param name="viewType">The view type.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of MLflow's.</exception>
    public static string ToText(this ViewType viewType) => viewType switch
    {
        ViewType.ActiveOnly => "ACTIVE_ONLY",
        ViewType.DeletedOnly => "DELETED_ONLY",
        ViewType.All => "ALL",
        _ => throw new ArgumentOutOfRangeException(nameof(viewType), viewType, "This is none of MLflow's view types (1 to 3)."),
    };

    /// <summary>Reads MLflow's text of a view type.</summary>
    /// <param name="text">The text, in upper case.</param>
    /// <param name="viewType">The view type.</param>
    /// <returns>False when MLflow has no such view type.</returns>
    public static bool TryParseViewType(string? text, out ViewType viewType)
    {
        viewType = text switch
        {
            "ACTIVE_ONLY" => ViewType.ActiveOnly,
            "DELETED_ONLY" => ViewType.DeletedOnly,
            "ALL" => ViewType.All,
            _ => 0,
        };
        return viewType != 0;
    }

    /// <summary>MLflow's text of a logged model's status, without the prefix that REST puts before it: <c>READY</c>.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of MLflow's.</exception>
    public static string ToText(this LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Unspecified => "UNSPECIFIED",
        LoggedModelStatus.Pending => "PENDING",
        LoggedModelStatus.Ready => "READY",
        LoggedModelStatus.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This is none of MLflow's model statuses (0 to 3)."),
    };

    /// <summary>Reads MLflow's text of a logged model's status, without the prefix that REST puts before it.</summary>
    /// <param name="text">The text, in upper case.</param>
    /// <param name="status">The status.</param>
    /// <returns>False when MLflow has no such status.</returns>
    public static bool TryParseLoggedModelStatus(string? text, out LoggedModelStatus status)
    {
        (var found, status) = text switch
        {
            "UNSPECIFIED" => (true, LoggedModelStatus.Unspecified),
            "PENDING" => (true, LoggedModelStatus.Pending),
            "READY" => (true, LoggedModelStatus.Ready),
            "FAILED" => (true, LoggedModelStatus.Failed),
            _ => (false, LoggedModelStatus.Unspecified),
        };
        return found;
    }

    /// <summary>MLflow's text of a model version's status, such as <c>READY</c>.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of MLflow's.</exception>
    public static string ToText(this ModelVersionStatus status) => status switch
    {
        ModelVersionStatus.Ready => "READY",
        ModelVersionStatus.PendingRegistration => "PENDING_REGISTRATION",
        ModelVersionStatus.FailedRegistration => "FAILED_REGISTRATION",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This is none of MLflow's model version statuses."),
    };

    /// <summary>Reads MLflow's text of a model version's status.</summary>
    /// <param name="text">The text, in upper case.</param>
    /// <param name="status">The status.</param>
    /// <returns>False when MLflow has no such status.</returns>
    public static bool TryParseModelVersionStatus(string? text, out ModelVersionStatus status)
    {
        (var found, status) = text switch
        {
            "READY" => (true, ModelVersionStatus.Ready),
            "PENDING_REGISTRATION" => (true, ModelVersionStatus.PendingRegistration),
            "FAILED_REGISTRATION" => (true, ModelVersionStatus.FailedRegistration),
            _ => (false, ModelVersionStatus.Ready),
        };
        return found;
    }
}
