namespace MlTrack.Internal.Rest.Wire;

/// <summary>Enumerations of entities and their wire texts.</summary>
internal static class WireEnums
{
    private const string ModelPrefix = "LOGGED_MODEL_";
    private const string ModelFailed = "LOGGED_MODEL_UPLOAD_FAILED";
    private const string ModelUnspecified = "LOGGED_MODEL_STATUS_UNSPECIFIED";

    internal static WireEnum ToWire(this RunStatus status) => new(status.ToText());

    internal static WireEnum ToWire(this ViewType viewType) => new(viewType.ToText());

    internal static WireEnum ToWire(this LoggedModelStatus status) => new(status switch
    {
        LoggedModelStatus.Failed => ModelFailed,
        LoggedModelStatus.Unspecified => ModelUnspecified,
        _ => ModelPrefix + status.ToText(),
    });

    /// <summary>Reads a run status by name or number.</summary>
    internal static bool TryRead(WireEnum text, out RunStatus status)
    {
        if (text.TryGetNumber(out var number))
        {
            status = (RunStatus)number;
            return number is >= (int)RunStatus.Running and <= (int)RunStatus.Killed;
        }

        return WireText.TryParseRunStatus(text.Text, out status);
    }

    /// <summary>Reads a view type by name or number.</summary>
    internal static bool TryRead(WireEnum text, out ViewType viewType)
    {
        if (text.TryGetNumber(out var number))
        {
            viewType = (ViewType)number;
            return number is >= (int)ViewType.ActiveOnly and <= (int)ViewType.All;
        }

        return WireText.TryParseViewType(text.Text, out viewType);
    }

    /// <summary>Reads the status of a logged model by name or number.</summary>
    internal static bool TryRead(WireEnum text, out LoggedModelStatus status)
    {
        if (text.TryGetNumber(out var number))
        {
            status = (LoggedModelStatus)number;
            return number is >= (int)LoggedModelStatus.Unspecified and <= (int)LoggedModelStatus.Failed;
        }

        (var found, status) = text.Text switch
        {
            ModelUnspecified => (true, LoggedModelStatus.Unspecified),
            "LOGGED_MODEL_PENDING" => (true, LoggedModelStatus.Pending),
            "LOGGED_MODEL_READY" => (true, LoggedModelStatus.Ready),
            ModelFailed => (true, LoggedModelStatus.Failed),
            _ => (false, LoggedModelStatus.Unspecified),
        };
        return found;
    }

    internal static LifecycleStage ReadStage(string? text) =>
        string.Equals(text, "deleted", StringComparison.Ordinal) ? LifecycleStage.Deleted : LifecycleStage.Active;
}
