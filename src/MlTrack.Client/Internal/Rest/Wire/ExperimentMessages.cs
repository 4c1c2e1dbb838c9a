namespace MlTrack.Internal.Rest.Wire;

// Every field may be absent; absent and null are the same, as in MLflow's messages. The order of the properties is the order in which MLflow writes them.

/// <summary>A key and a text: MLflow's <c>Param</c>, <c>RunTag</c>, <c>ExperimentTag</c>, <c>InputTag</c>, <c>LoggedModelTag</c> and the like are all of this form.</summary>
internal sealed class KeyValueMessage
{
    public string? Key { get; set; }

    public string? Value { get; set; }
}

/// <summary>An experiment.</summary>
internal sealed class ExperimentMessage
{
    public string? ExperimentId { get; set; }

    public string? Name { get; set; }

    public string? ArtifactLocation { get; set; }

    public string? LifecycleStage { get; set; }

    public long? LastUpdateTime { get; set; }

    public long? CreationTime { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }

    public string? Workspace { get; set; }
}

/// <summary>Answer of <c>experiments/get</c> and <c>experiments/get-by-name</c>.</summary>
internal sealed class ExperimentAnswer
{
    public ExperimentMessage? Experiment { get; set; }
}

/// <summary>Query of <c>experiments/get-by-name</c>.</summary>
internal sealed class GetExperimentByNameMessage
{
    public string? ExperimentName { get; set; }
}

/// <summary>Request of <c>experiments/get</c>, <c>delete</c> and <c>restore</c>.</summary>
internal sealed class ExperimentIdMessage
{
    public string? ExperimentId { get; set; }
}

/// <summary>Request of <c>experiments/create</c>.</summary>
internal sealed class CreateExperimentMessage
{
    public string? Name { get; set; }

    public string? ArtifactLocation { get; set; }

    public List<KeyValueMessage>? Tags { get; set; }
}

/// <summary>Answer of <c>experiments/create</c>.</summary>
internal sealed class CreateExperimentAnswer
{
    public string? ExperimentId { get; set; }
}

/// <summary>Request of <c>experiments/search</c>. Servers refuse it without <see cref="MaxResults"/>.</summary>
internal sealed class SearchExperimentsMessage
{
    public long? MaxResults { get; set; }

    public string? PageToken { get; set; }

    public string? Filter { get; set; }

    public List<string>? OrderBy { get; set; }

    public WireEnum? ViewType { get; set; }
}

/// <summary>Answer of <c>experiments/search</c>.</summary>
internal sealed class SearchExperimentsAnswer
{
    public List<ExperimentMessage>? Experiments { get; set; }

    public string? NextPageToken { get; set; }
}

/// <summary>Request of <c>experiments/update</c>.</summary>
internal sealed class UpdateExperimentMessage
{
    public string? ExperimentId { get; set; }

    public string? NewName { get; set; }
}

/// <summary>Request of <c>experiments/set-experiment-tag</c> and, without the value, of <c>delete-experiment-tag</c>.</summary>
internal sealed class ExperimentTagMessage
{
    public string? ExperimentId { get; set; }

    public string? Key { get; set; }

    public string? Value { get; set; }
}
