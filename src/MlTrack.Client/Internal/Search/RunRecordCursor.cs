namespace MlTrack.Internal.Search;

/// <summary>Runs as a search sees them, where whole records are at hand.</summary>
internal sealed class RunRecordCursor(SearchNeeds needs, Func<RunRecord, string, IEnumerable<Metric>>? history) : EntityCursor<RunRecord>
{
    private const string RunNameTag = "mlflow.runName";

    public override int DatasetCount => Current.Inputs.Datasets.Count;

    public override string? GetText(EntityAttribute attribute) => attribute switch
    {
        EntityAttribute.RunId => Current.Info.RunId,
        EntityAttribute.RunName => Current.Info.RunName.Length > 0 ? Current.Info.RunName : Find(Current.Data.Tags, RunNameTag),
        EntityAttribute.Status => Current.Info.Status.ToText(),
        EntityAttribute.UserId => Current.Info.UserId,
        EntityAttribute.ArtifactUri => Current.Info.ArtifactUri,
        EntityAttribute.ExperimentId => Current.Info.ExperimentId,
        _ => null,
    };

    public override bool TryGetNumber(EntityAttribute attribute, out long value)
    {
        switch (attribute)
        {
            case EntityAttribute.StartTime:
                return Time(Current.Info.StartTime, out value);
            case EntityAttribute.EndTime:
                return Time(Current.Info.EndTime, out value);
            case EntityAttribute.Duration:
                var ended = Time(Current.Info.EndTime, out var end);
                value = end - Current.Info.StartTime.ToUnixTimeMilliseconds();
                return ended;
            default:
                value = 0;
                return false;
        }
    }

    public override bool TryGetMetric(int slot, out double value)
    {
        var found = Current.Data.Metrics.TryGetValue(needs.Metrics[slot], out var metric);
        value = found ? metric!.Value : 0;
        return found;
    }

    public override string? GetParam(int slot) => Find(Current.Data.Params, needs.Params[slot]);

    public override string? GetTag(int slot) => Find(Current.Data.Tags, needs.Tags[slot]);

    public override bool TryGetHistory(int slot, out MetricSummary summary)
    {
        var result = history is null ? null : MetricSummary.Of(history(Current, needs.Histories[slot]));
        summary = result.GetValueOrDefault();
        return result is not null;
    }

    public override string? GetDataset(int index, DatasetPart part)
    {
        var input = Current.Inputs.Datasets[index];
        return part switch
        {
            DatasetPart.Name => input.Dataset.Name,
            DatasetPart.Digest => input.Dataset.Digest,
            _ => Find(input.Tags, DatasetInput.ContextTag),
        };
    }
}
