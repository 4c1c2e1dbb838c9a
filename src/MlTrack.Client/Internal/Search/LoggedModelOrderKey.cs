using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>
/// Orders logged models by a metric: of the values on the data set that is asked for, the one of the latest time counts, the
/// first of several.
/// </summary>
internal sealed class LoggedModelOrderKey : OrderKey
{
    private readonly string _key;
    private readonly LoggedModelOrder _order;

    private LoggedModelOrderKey(string key, LoggedModelOrder order)
        : base(order.Ascending)
    {
        _key = key;
        _order = order;
    }

    /// <summary>Reads an item of the order.</summary>
    /// <exception cref="MlTrackException">It names nothing to order by.</exception>
    public static OrderKey Create(LoggedModelOrder order)
    {
        var name = order.FieldName;
        if (string.IsNullOrEmpty(name))
        {
            throw SearchErrors.Invalid("`field_name` in the `order_by` clause must be specified.");
        }

        if (!string.IsNullOrEmpty(order.DatasetDigest) && string.IsNullOrEmpty(order.DatasetName))
        {
            throw SearchErrors.Invalid("`dataset_digest` can only be specified if `dataset_name` is also specified.");
        }

        var dot = name.IndexOf('.');
        if (dot >= 0)
        {
            var prefix = name.Substring(0, dot);
            return prefix == "metrics"
                ? new LoggedModelOrderKey(name.Substring(dot + 1), order)
                : throw SearchErrors.Invalid($"Invalid order by field name: {prefix}, only `metrics.<name>` is allowed.");
        }

        var attribute = EntityGrammar.LoggedModels.FindAttribute(name.Trim(), forOrder: true);
        return attribute != EntityAttribute.None
            ? Create(attribute, order.Ascending)
            : throw SearchErrors.Invalid($"Invalid order by field name: {name.Trim()}.");
    }

    public override SortValue Read(IEntitySource source)
    {
        Metric? best = null;
        foreach (var metric in ((LoggedModelCursor)source).Current.Metrics)
        {
            if (metric.Key == _key
                && (string.IsNullOrEmpty(_order.DatasetName) || metric.DatasetName == _order.DatasetName)
                && (string.IsNullOrEmpty(_order.DatasetDigest) || metric.DatasetDigest == _order.DatasetDigest)
                && (best is null || metric.TimestampMilliseconds > best.TimestampMilliseconds))
            {
                best = metric;
            }
        }

        return best is null ? SortValue.None : SortValue.Of(best.Value);
    }
}
