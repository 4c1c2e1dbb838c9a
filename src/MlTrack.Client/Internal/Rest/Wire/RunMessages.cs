namespace MlTrack.Internal.Rest.Wire;

/// <summary>A run.</summary>
internal sealed class RunMessage
{
    public RunInfoMessage? Info { get; set; }

    public RunDataMessage? Data { get; set; }

    public RunInputsMessage? Inputs { get; set; }

    public RunOutputsMessage? Outputs { get; set; }
}

/// <summary>What a run is. <see cref="RunUuid"/> is the old name of <see cref="RunId"/>; MLflow always sends both.</summary>
internal sealed class RunInfoMessage
{
    public string? RunUuid { get; set; }

    public string? ExperimentId { get; set; }

    public string? RunName { get; set; }

    public string? UserId { get; set; }

    public WireEnum? Status { get; set; }

    public long? StartTime { get; set; }

    public long? EndTime { get; set; }

    public string? ArtifactUri { get; set; }

    public string? LifecycleStage { get; set; }

    public string? RunId { get; set; }
}

/// <summary>What was logged in a run.</summary>
internal sealed class RunDataMessage
{
    public List<MetricMessage>? Metrics { get; set; }

    public List<KeyValueMessage>? Params { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }
}

/// <summary>Answer of <c>runs/create</c> and <c>runs/get</c>.</summary>
internal sealed class RunAnswer
{
    public RunMessage? Run { get; set; }
}

/// <summary>Request of <c>runs/delete</c> and <c>runs/restore</c>.</summary>
internal sealed class RunOnlyIdMessage
{
    public string? RunId { get; set; }
}

/// <summary>Query of <c>runs/get</c>.</summary>
internal sealed class RunIdMessage
{
    public string? RunUuid { get; set; }

    public string? RunId { get; set; }
}

/// <summary>Request of <c>runs/create</c>.</summary>
internal sealed class CreateRunMessage
{
    public string? ExperimentId { get; set; }

    public string? UserId { get; set; }

    public string? RunName { get; set; }

    public long? StartTime { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }
}

/// <summary>Request of <c>runs/update</c>.</summary>
internal sealed class UpdateRunMessage
{
    public string? RunUuid { get; set; }

    public WireEnum? Status { get; set; }

    public long? EndTime { get; set; }

    public string? RunId { get; set; }

    public string? RunName { get; set; }
}

/// <summary>Answer of <c>runs/update</c>.</summary>
internal sealed class UpdateRunAnswer
{
    public RunInfoMessage? RunInfo { get; set; }
}

/// <summary>Request of <c>runs/search</c>.</summary>
internal sealed class SearchRunsMessage
{
    public List<string>? ExperimentIds { get; set; }

    public WireEnum? RunViewType { get; set; }

    public string? Filter { get; set; }

    public int? MaxResults { get; set; }

    public List<string>? OrderBy { get; set; }

    public string? PageToken { get; set; }
}

/// <summary>Answer of <c>runs/search</c>.</summary>
internal sealed class SearchRunsAnswer
{
    public List<RunMessage>? Runs { get; set; }

    public string? NextPageToken { get; set; }
}
