namespace MlTrack;

/// <summary>One fault of logging, as <see cref="OnFailure.Report"/> keeps it.</summary>
public sealed record RunFailure
{
    /// <summary>The member that failed, such as <c>LogParam</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The key or artifact path, when there is one.</summary>
    public string? Key { get; init; }

    /// <summary>MLflow's code, such as <c>IO_ERROR</c> or <c>INVALID_PARAMETER_VALUE</c>: the kind by which failures are counted.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>What was wrong.</summary>
    public required string Message { get; init; }

    /// <summary>What the store threw.</summary>
    public required Exception Exception { get; init; }

    /// <summary>When it happened, by the clock of the options.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>True when the record is kept and will be tried again; false when it was given up.</summary>
    public bool IsKept { get; init; }
}
