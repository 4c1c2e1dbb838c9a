namespace MlTrack.Internal.Search;

/// <summary>The kinds of things that a left side can name.</summary>
internal enum FieldKind : byte
{
    Metric,
    Param,
    Tag,
    Attribute,
    Dataset,
}

/// <summary>What is taken of a metric or param before it is compared. All but <see cref="None"/> are ours, not MLflow's.</summary>
internal enum FieldFunction : byte
{
    /// <summary>The latest value of a metric, the text of a param.</summary>
    None,

    /// <summary>The smallest value a metric ever had.</summary>
    Min,

    /// <summary>The greatest value a metric ever had.</summary>
    Max,

    /// <summary>The better of both, by what the metric's name says.</summary>
    Best,

    /// <summary>A metric's first value: that of the smallest step.</summary>
    First,

    /// <summary>A metric's latest value, said aloud.</summary>
    Last,

    /// <summary>A param read as a number.</summary>
    Number,
}

/// <summary>A left side.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Key">The key, or the attribute's name as it was written.</param>
/// <param name="Attribute">The attribute, where it is one.</param>
/// <param name="Function">What is taken of it.</param>
internal sealed record FilterField(FieldKind Kind, string Key, EntityAttribute Attribute = EntityAttribute.None, FieldFunction Function = FieldFunction.None)
{
    /// <summary>True when the value is a number.</summary>
    public bool IsNumeric => Kind switch
    {
        FieldKind.Metric => true,
        FieldKind.Param => Function == FieldFunction.Number,
        FieldKind.Attribute => Attribute.IsNumeric(),
        _ => false,
    };

    /// <summary>True when more than the latest point of a metric is looked at.</summary>
    public bool NeedsHistory => Function is FieldFunction.Min or FieldFunction.Max or FieldFunction.Best or FieldFunction.First;
}
