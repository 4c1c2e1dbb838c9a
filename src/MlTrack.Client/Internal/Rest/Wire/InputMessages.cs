namespace MlTrack.Internal.Rest.Wire;

/// <summary>A data set.</summary>
internal sealed class DatasetMessage
{
    public string? Name { get; set; }

    public string? Digest { get; set; }

    public string? SourceType { get; set; }

    public string? Source { get; set; }

    public string? Schema { get; set; }

    public string? Profile { get; set; }
}

/// <summary>A data set as an input of a run.</summary>
internal sealed class DatasetInputMessage
{
    public List<KeyValueMessage>? Tags { get; set; }

    public DatasetMessage? Dataset { get; set; }
}

/// <summary>A logged model as input (no step) or output of a run.</summary>
internal sealed class ModelRefMessage
{
    public string? ModelId { get; set; }

    public long? Step { get; set; }
}

/// <summary>What went into a run.</summary>
internal sealed class RunInputsMessage
{
    public List<DatasetInputMessage>? DatasetInputs { get; set; }

    public List<ModelRefMessage>? ModelInputs { get; set; }
}

/// <summary>What came out of a run.</summary>
internal sealed class RunOutputsMessage
{
    public List<ModelRefMessage>? ModelOutputs { get; set; }
}

/// <summary>Request of <c>runs/log-inputs</c>.</summary>
internal sealed class LogInputsMessage
{
    public string? RunId { get; set; }

    public List<DatasetInputMessage>? Datasets { get; set; }

    public List<ModelRefMessage>? Models { get; set; }
}

/// <summary>Request of <c>runs/outputs</c>.</summary>
internal sealed class LogOutputsMessage
{
    public string? RunId { get; set; }

    public List<ModelRefMessage>? Models { get; set; }
}

/// <summary>Request of <c>experiments/search-datasets</c>, which lies below <c>/ajax-api</c> only.</summary>
internal sealed class SearchDatasetsMessage
{
    public List<string>? ExperimentIds { get; set; }
}

/// <summary>One use of a data set within an experiment.</summary>
internal sealed class DatasetSummaryMessage
{
    public string? ExperimentId { get; set; }

    public string? Name { get; set; }

    public string? Digest { get; set; }

    public string? Context { get; set; }
}

/// <summary>Answer of <c>experiments/search-datasets</c>.</summary>
internal sealed class SearchDatasetsAnswer
{
    public List<DatasetSummaryMessage>? DatasetSummaries { get; set; }
}
