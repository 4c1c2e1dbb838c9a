namespace MlTrack.Internal.Search;

/// <summary>A filter ready to be asked of entities. Immutable and thread-safe.</summary>
internal abstract class FilterPredicate
{
    /// <summary>Holds always.</summary>
    public static FilterPredicate Always { get; } = new AllPredicate([]);

    /// <summary>True when the entity fits.</summary>
    public abstract bool Matches(IEntitySource source);
}

/// <summary>All parts hold.</summary>
internal sealed class AllPredicate(FilterPredicate[] parts) : FilterPredicate
{
    public override bool Matches(IEntitySource source)
    {
        foreach (var part in parts)
        {
            if (!part.Matches(source))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One part at least holds.</summary>
internal sealed class AnyPredicate(FilterPredicate[] parts) : FilterPredicate
{
    public override bool Matches(IEntitySource source)
    {
        foreach (var part in parts)
        {
            if (part.Matches(source))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The part does not hold; so it is true of an entity that lacks the key, unlike <c>!=</c>.</summary>
internal sealed class NotPredicate(FilterPredicate part) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => !part.Matches(source);
}

/// <summary>A metric's latest value against a number.</summary>
internal sealed class MetricPredicate(int slot, NumberTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source.TryGetMetric(slot, out var value) && test.Holds(value);
}

/// <summary>Something of a metric's history against a number.</summary>
internal sealed class HistoryPredicate(int slot, FieldFunction function, bool higherIsBetter, NumberTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source.TryGetHistory(slot, out var summary) && test.Holds(summary.Get(function, higherIsBetter));
}

/// <summary>A param read as a number against a number. A param that is no number fits nothing.</summary>
internal sealed class ParamNumberPredicate(int slot, NumberTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source) =>
        source.GetParam(slot) is { } text && NumberText.TryParse(text, out var value) && test.Holds(value);
}

/// <summary>A numeric attribute against a number.</summary>
internal sealed class NumberPredicate(EntityAttribute attribute, NumberTest test, bool whenAbsent) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source.TryGetNumber(attribute, out var value) ? test.Holds(value) : whenAbsent;
}

/// <summary>A text attribute against a text.</summary>
internal sealed class AttributePredicate(EntityAttribute attribute, TextTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source.GetText(attribute) is { } value && test.Holds(value);
}

/// <summary>A param against a text.</summary>
internal sealed class ParamPredicate(int slot, TextTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source.GetParam(slot) is { } value && test.Holds(value);
}

/// <summary>A tag against a text. A tag may have a text that counts when it is absent.</summary>
internal sealed class TagPredicate(int slot, TextTest test, string? whenAbsent) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => (source.GetTag(slot) ?? whenAbsent) is { } value && test.Holds(value);
}

/// <summary>Whether a param or tag is there.</summary>
internal sealed class PresencePredicate(FieldKind kind, int slot, bool present) : FilterPredicate
{
    public override bool Matches(IEntitySource source) => (kind == FieldKind.Tag ? source.GetTag(slot) : source.GetParam(slot)) is not null == present;
}

/// <summary>Some input data set against a text.</summary>
internal sealed class DatasetPredicate(DatasetPart part, TextTest test) : FilterPredicate
{
    public override bool Matches(IEntitySource source)
    {
        for (var i = 0; i < source.DatasetCount; i++)
        {
            if (source.GetDataset(i, part) is { } value && test.Holds(value))
            {
                return true;
            }
        }

        return false;
    }
}
