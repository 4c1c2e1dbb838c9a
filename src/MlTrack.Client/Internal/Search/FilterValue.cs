namespace MlTrack.Internal.Search;

/// <summary>A number of a filter: whole numbers stay whole, so that times are compared exactly.</summary>
/// <param name="Value">The nearest double.</param>
/// <param name="Integer">The whole number, if it was written as one and fits.</param>
internal readonly record struct FilterNumber(double Value, long? Integer = null)
{
    /// <summary>Compares a whole number with this one exactly.</summary>
    /// <returns>Less than, equal to or greater than 0; null when this is NaN.</returns>
    public int? CompareFrom(long left)
    {
        if (Integer is { } right)
        {
            return left.CompareTo(right);
        }

        // Beyond the range of long the double decides alone; within it, its whole part is exact and its fraction breaks the tie.
        if (Value >= 9223372036854775808d)
        {
            return -1;
        }

        if (Value < -9223372036854775808d)
        {
            return 1;
        }

        if (double.IsNaN(Value))
        {
            return null;
        }

        var whole = Math.Truncate(Value);
        var order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(Value);
    }
}

/// <summary>The right side of a clause.</summary>
internal abstract record FilterValue
{
    private FilterValue()
    {
    }

    /// <summary>The right side of <c>IS NULL</c>.</summary>
    public sealed record Nothing : FilterValue
    {
        public static readonly Nothing Instance = new();
    }

    /// <summary>A number.</summary>
    public sealed record Number(FilterNumber Value) : FilterValue;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : FilterValue;

    /// <summary>A list of texts.</summary>
    public sealed record List(IReadOnlyList<string> Values) : FilterValue
    {
        public bool Equals(List? other) => other is not null && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

        public override int GetHashCode() => Values.Count == 0 ? 0 : StringComparer.Ordinal.GetHashCode(Values[0]) ^ Values.Count;
    }
}
