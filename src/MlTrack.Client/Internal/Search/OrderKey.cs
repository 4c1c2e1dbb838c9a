namespace MlTrack.Internal.Search;

/// <summary>What an entity is worth under one key of an order. Missing values come last in both directions, NaN just before them.</summary>
internal readonly struct SortValue
{
    private const byte Present = 0;
    private const byte NotANumber = 1;
    private const byte Missing = 2;

    private SortValue(byte rank, double number, long integer, string? text)
    {
        Rank = rank;
        Number = number;
        Integer = integer;
        Text = text;
    }

    public byte Rank { get; }

    public double Number { get; }

    public long Integer { get; }

    public string? Text { get; }

    public static SortValue None => new(Missing, 0, 0, null);

    public static SortValue Of(string? text) => new(text is null ? Missing : Present, 0, 0, text);

    public static SortValue Of(double number) => new(double.IsNaN(number) ? NotANumber : Present, number, 0, null);

    public static SortValue Of(long integer) => new(Present, 0, integer, null);

    /// <summary>Compares values of the same key.</summary>
    public static int Compare(in SortValue x, in SortValue y, bool ascending)
    {
        if (x.Rank != y.Rank || x.Rank != Present)
        {
            return x.Rank.CompareTo(y.Rank);
        }

        // -0.0 and 0.0 are the same, so numbers are compared by operators.
        var order = x.Text is not null ? CodePointComparer.Instance.Compare(x.Text, y.Text)
            : x.Integer != y.Integer ? x.Integer.CompareTo(y.Integer)
            : x.Number < y.Number ? -1 : x.Number > y.Number ? 1 : 0;
        return ascending ? order : -order;
    }
}

/// <summary>One key of an order.</summary>
internal abstract class OrderKey(bool ascending)
{
    public bool Ascending => ascending;

    public abstract SortValue Read(IEntitySource source);

    /// <summary>Makes the key of a field.</summary>
    public static OrderKey Create(FilterField field, bool ascending, SearchNeeds needs)
    {
        var slot = needs.Add(field);
        return field.Kind switch
        {
            FieldKind.Metric when field.NeedsHistory => new HistoryKey(slot, field, ascending),
            FieldKind.Metric => new MetricKey(slot, ascending),
            FieldKind.Param when field.Function == FieldFunction.Number => new ParamNumberKey(slot, ascending),
            FieldKind.Param => new ParamKey(slot, ascending),
            FieldKind.Tag => new TagKey(slot, ascending),
            _ when field.Attribute.IsNumeric() => new NumberKey(field.Attribute, ascending),
            _ => new TextKey(field.Attribute, ascending),
        };
    }

    /// <summary>Makes the key of an attribute.</summary>
    public static OrderKey Create(EntityAttribute attribute, bool ascending) => attribute.IsNumeric() ? new NumberKey(attribute, ascending) : new TextKey(attribute, ascending);

    private sealed class MetricKey(int slot, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) => source.TryGetMetric(slot, out var value) ? SortValue.Of(value) : SortValue.None;
    }

    private sealed class HistoryKey(int slot, FilterField field, bool ascending) : OrderKey(ascending)
    {
        private readonly bool _higherIsBetter = FilterCompiler.IsHigherBetter(field);

        public override SortValue Read(IEntitySource source) =>
            source.TryGetHistory(slot, out var summary) ? SortValue.Of(summary.Get(field.Function, _higherIsBetter)) : SortValue.None;
    }

    private sealed class ParamNumberKey(int slot, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) =>
            source.GetParam(slot) is { } text && NumberText.TryParse(text, out var value) ? SortValue.Of(value) : SortValue.None;
    }

    private sealed class ParamKey(int slot, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) => SortValue.Of(source.GetParam(slot));
    }

    private sealed class TagKey(int slot, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) => SortValue.Of(source.GetTag(slot));
    }

    private sealed class NumberKey(EntityAttribute attribute, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) => source.TryGetNumber(attribute, out var value) ? SortValue.Of(value) : SortValue.None;
    }

    private sealed class TextKey(EntityAttribute attribute, bool ascending) : OrderKey(ascending)
    {
        public override SortValue Read(IEntitySource source) => SortValue.Of(source.GetText(attribute));
    }
}
