namespace MlTrack.Internal.Search;

/// <summary>A filter as a tree. Immutable; equal when it is written alike; prints as the text it stands for.</summary>
internal abstract record FilterExpression
{
    private FilterExpression()
    {
    }

    /// <summary>A filter that holds always.</summary>
    public static FilterExpression Everything { get; } = new All([]);

    /// <summary>All of some parts, without needless levels.</summary>
    public static FilterExpression AllOf(List<FilterExpression> parts)
    {
        var flat = Flatten(parts, p => (p as All)?.Parts);
        return flat.Count == 1 ? flat[0] : new All(flat);
    }

    /// <summary>One of some parts, without needless levels.</summary>
    public static FilterExpression AnyOf(List<FilterExpression> parts)
    {
        var flat = Flatten(parts, p => (p as Any)?.Parts);
        return flat.Count == 1 ? flat[0] : new Any(flat);
    }

    private static List<FilterExpression> Flatten(List<FilterExpression> parts, Func<FilterExpression, IReadOnlyList<FilterExpression>?> inner)
    {
        var flat = new List<FilterExpression>(parts.Count);
        foreach (var part in parts)
        {
            if (inner(part) is { } nested)
            {
                flat.AddRange(nested);
            }
            else
            {
                flat.Add(part);
            }
        }

        return flat;
    }

    /// <summary>One comparison.</summary>
    public sealed record Clause(FilterField Field, string Comparator, FilterValue Value) : FilterExpression
    {
        public override string ToString() => FilterPrinter.Print(this);
    }

    /// <summary>All must hold; without parts it holds always.</summary>
    public sealed record All(IReadOnlyList<FilterExpression> Parts) : FilterExpression
    {
        public bool Equals(All? other) => other is not null && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => Parts.Count;

        public override string ToString() => FilterPrinter.Print(this);
    }

    /// <summary>One at least must hold. Not part of MLflow.</summary>
    public sealed record Any(IReadOnlyList<FilterExpression> Parts) : FilterExpression
    {
        public bool Equals(Any? other) => other is not null && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => ~Parts.Count;

        public override string ToString() => FilterPrinter.Print(this);
    }

    /// <summary>Must not hold. Not part of MLflow.</summary>
    public sealed record Not(FilterExpression Part) : FilterExpression
    {
        public override string ToString() => FilterPrinter.Print(this);
    }
}
