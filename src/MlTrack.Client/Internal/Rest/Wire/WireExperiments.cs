using MlTrack.Stores;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>Experiments and searches over them, to messages and back.</summary>
internal static class WireExperiments
{
    private const string DefaultWorkspace = "default";

    internal static ExperimentMessage ToMessage(Experiment experiment) => new()
    {
        ExperimentId = experiment.ExperimentId,
        Name = experiment.Name,
        ArtifactLocation = experiment.ArtifactLocation,
        LifecycleStage = experiment.LifecycleStage.ToText(),
        LastUpdateTime = WireTime.ToWire(experiment.LastUpdateTime),
        CreationTime = WireTime.ToWire(experiment.CreationTime),
        Tags = WireEntries.ToMessages(experiment.Tags),
        Workspace = DefaultWorkspace,
    };

    /// <exception cref="MlTrackException">The message has no id.</exception>
    internal static Experiment ToEntity(ExperimentMessage? message) => new()
    {
        ExperimentId = WireEntries.NullIfEmpty(message?.ExperimentId) ?? throw WireFaults.IncompleteAnswer("experiment.experiment_id"),
        Name = message!.Name ?? "",
        ArtifactLocation = message.ArtifactLocation ?? "",
        LifecycleStage = WireEnums.ReadStage(message.LifecycleStage),
        LastUpdateTime = WireTime.FromAnswer(message.LastUpdateTime),
        CreationTime = WireTime.FromAnswer(message.CreationTime),
        Tags = WireEntries.ToMap(message.Tags),
    };

    internal static CreateExperimentMessage ToMessage(CreateExperimentRequest request) => new()
    {
        Name = request.Name,
        ArtifactLocation = request.ArtifactLocation,
        Tags = WireEntries.ToMessages(request.Tags),
    };

    internal static CreateExperimentRequest ToRequest(CreateExperimentMessage message) => new()
    {
        Name = message.Name ?? "",
        ArtifactLocation = WireEntries.NullIfEmpty(message.ArtifactLocation),
        Tags = WireEntries.ToTags(message.Tags),
    };

    internal static SearchExperimentsMessage ToMessage(SearchExperimentsQuery query) => new()
    {
        MaxResults = query.MaxResults,
        PageToken = query.PageToken,
        Filter = query.Filter,
        OrderBy = query.OrderBy.Count == 0 ? null : [.. query.OrderBy],
        ViewType = query.ViewType.ToWire(),
    };

    /// <summary>Reads a search. An absent page size is 0, which stores refuse as MLflow does.</summary>
    internal static SearchExperimentsQuery ToQuery(SearchExperimentsMessage message, ViewType viewType) => new()
    {
        MaxResults = (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, message.MaxResults ?? 0)),
        PageToken = WireEntries.NullIfEmpty(message.PageToken),
        Filter = message.Filter,
        OrderBy = message.OrderBy ?? [],
        ViewType = viewType,
    };
}
