namespace MlTrack.Internal.Rest.Wire;

/// <summary>Inputs and outputs of runs, to messages and back.</summary>
internal static class WireInputs
{
    internal static RunInputsMessage ToMessage(RunInputs inputs) => new()
    {
        DatasetInputs = inputs.Datasets.Count == 0 ? null : ToMessages(inputs.Datasets),
        ModelInputs = inputs.Models.Count == 0 ? null : ToMessages(inputs.Models),
    };

    internal static RunOutputsMessage ToMessage(RunOutputs outputs) => new() { ModelOutputs = outputs.Models.Count == 0 ? null : ToMessages(outputs.Models) };

    internal static List<DatasetInputMessage> ToMessages(IReadOnlyList<DatasetInput> inputs) => inputs.Select(ToMessage).ToList();

    internal static List<ModelRefMessage> ToMessages(IReadOnlyList<LoggedModelInput> models) =>
        models.Select(model => new ModelRefMessage { ModelId = model.ModelId }).ToList();

    internal static List<ModelRefMessage> ToMessages(IReadOnlyList<LoggedModelOutput> models) =>
        models.Select(model => new ModelRefMessage { ModelId = model.ModelId, Step = model.Step }).ToList();

    internal static RunInputs ToEntity(RunInputsMessage? message) => message is null
        ? RunInputs.Empty
        : new RunInputs { Datasets = ToDatasets(message.DatasetInputs), Models = ToModelInputs(message.ModelInputs) };

    internal static RunOutputs ToEntity(RunOutputsMessage? message) =>
        message is null ? RunOutputs.Empty : new RunOutputs { Models = ToModelOutputs(message.ModelOutputs) };

    internal static IReadOnlyList<DatasetInput> ToDatasets(List<DatasetInputMessage>? messages) => messages is null ? [] : messages.ConvertAll(ToEntity);

    internal static IReadOnlyList<LoggedModelInput> ToModelInputs(List<ModelRefMessage>? messages) =>
        messages is null ? [] : messages.ConvertAll(message => new LoggedModelInput(message?.ModelId ?? ""));

    internal static IReadOnlyList<LoggedModelOutput> ToModelOutputs(List<ModelRefMessage>? messages) =>
        messages is null ? [] : messages.ConvertAll(message => new LoggedModelOutput(message?.ModelId ?? "", message?.Step ?? 0));

    internal static DatasetSummaryMessage ToMessage(DatasetSummary summary) => new()
    {
        ExperimentId = summary.ExperimentId,
        Name = summary.Name,
        Digest = summary.Digest,
        Context = summary.Context,
    };

    internal static DatasetSummary ToEntity(DatasetSummaryMessage? message) =>
        new(message?.ExperimentId ?? "", message?.Name ?? "", message?.Digest ?? "", WireEntries.NullIfEmpty(message?.Context));

    private static DatasetInputMessage ToMessage(DatasetInput input) => new()
    {
        Tags = WireEntries.ToMessages(input.Tags),
        Dataset = new DatasetMessage
        {
            Name = input.Dataset.Name,
            Digest = input.Dataset.Digest,
            SourceType = input.Dataset.SourceType,
            Source = input.Dataset.Source,
            Schema = input.Dataset.Schema,
            Profile = input.Dataset.Profile,
        },
    };

    private static DatasetInput ToEntity(DatasetInputMessage? message) => new()
    {
        Tags = WireEntries.ToMap(message?.Tags),
        Dataset = new Dataset
        {
            Name = message?.Dataset?.Name ?? "",
            Digest = message?.Dataset?.Digest ?? "",
            SourceType = message?.Dataset?.SourceType,
            Source = message?.Dataset?.Source,
            Schema = message?.Dataset?.Schema,
            Profile = message?.Dataset?.Profile,
        },
    };
}
