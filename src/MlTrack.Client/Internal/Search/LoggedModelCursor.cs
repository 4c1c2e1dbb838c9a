using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Logged models as a search sees them. A metric is the first of its key on one of the data sets that are asked for.</summary>
internal sealed class LoggedModelCursor(SearchNeeds needs, IReadOnlyList<LoggedModelDataset> datasets) : EntityCursor<LoggedModel>
{
    /// <summary>True when the model has any metric on the data sets.</summary>
    public bool HasMetric => Current.Metrics.Any(Suits);

    public override string? GetText(EntityAttribute attribute) => attribute switch
    {
        EntityAttribute.Name => Current.Name,
        EntityAttribute.ModelId => Current.ModelId,
        EntityAttribute.ModelType => Current.ModelType,
        EntityAttribute.Status => Current.Status.ToText(),
        EntityAttribute.SourceRunId => Current.SourceRunId,
        _ => null,
    };

    public override bool TryGetNumber(EntityAttribute attribute, out long value) =>
        Time(attribute == EntityAttribute.CreationTime ? Current.CreationTime : Current.LastUpdateTime, out value);

    public override bool TryGetMetric(int slot, out double value)
    {
        var key = needs.Metrics[slot];
        foreach (var metric in Current.Metrics)
        {
            if (metric.Key == key && Suits(metric))
            {
                value = metric.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    public override string? GetParam(int slot) => Find(Current.Params, needs.Params[slot]);

    public override string? GetTag(int slot) => Find(Current.Tags, needs.Tags[slot]);

    private bool Suits(Metric metric)
    {
        if (datasets.Count == 0)
        {
            return true;
        }

        foreach (var dataset in datasets)
        {
            if (metric.DatasetName == dataset.DatasetName && (string.IsNullOrEmpty(dataset.DatasetDigest) || metric.DatasetDigest == dataset.DatasetDigest))
            {
                return true;
            }
        }

        return false;
    }
}
