namespace MlTrack.Internal.Search;

/// <summary>A comparison with a number.</summary>
internal readonly struct NumberTest(string comparator, FilterNumber number)
{
    private readonly Order _order = comparator switch
    {
        Comparators.Equal => Order.Equal,
        Comparators.NotEqual => Order.NotEqual,
        Comparators.Less => Order.Less,
        Comparators.LessOrEqual => Order.LessOrEqual,
        Comparators.Greater => Order.Greater,
        _ => Order.GreaterOrEqual,
    };

    private enum Order : byte
    {
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
    }

    /// <summary>Compares as IEEE does: NaN is only unequal.</summary>
    public bool Holds(double value) => _order switch
    {
        Order.Equal => value == number.Value,
        Order.NotEqual => value != number.Value,
        Order.Less => value < number.Value,
        Order.LessOrEqual => value <= number.Value,
        Order.Greater => value > number.Value,
        _ => value >= number.Value,
    };

    /// <summary>Compares a whole number exactly.</summary>
    public bool Holds(long value) => number.CompareFrom(value) is { } order
        ? _order switch
        {
            Order.Equal => order == 0,
            Order.NotEqual => order != 0,
            Order.Less => order < 0,
            Order.LessOrEqual => order <= 0,
            Order.Greater => order > 0,
            _ => order >= 0,
        }
        : _order == Order.NotEqual;
}

/// <summary>A comparison with a text or a list of texts.</summary>
internal abstract class TextTest
{
    /// <summary>Makes the test of a clause whose comparator was checked.</summary>
    public static TextTest Create(string comparator, FilterValue value) => (comparator, value) switch
    {
        (Comparators.Like, FilterValue.Text text) => new LikeTest(new LikePattern(text.Value, ignoreCase: false)),
        (Comparators.ILike, FilterValue.Text text) => new LikeTest(new LikePattern(text.Value, ignoreCase: true)),
        (Comparators.Equal or Comparators.NotEqual, FilterValue.Text text) => new EqualTest(text.Value, comparator == Comparators.Equal),
        (Comparators.In or Comparators.NotIn, FilterValue.List list) => new ListTest(list.Values, comparator == Comparators.In),

        // In Python a text never equals a list.
        (_, FilterValue.List) => new ListTest([], comparator == Comparators.Equal),
        (_, FilterValue.Text text) => new OrderTest(comparator, text.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "A text is compared with a text or a list of texts."),
    };

    public abstract bool Holds(string value);

    private sealed class EqualTest(string text, bool equal) : TextTest
    {
        public override bool Holds(string value) => string.Equals(value, text, StringComparison.Ordinal) == equal;
    }

    private sealed class LikeTest(LikePattern pattern) : TextTest
    {
        public override bool Holds(string value) => pattern.Matches(value);
    }

    private sealed class ListTest(IReadOnlyList<string> values, bool contained) : TextTest
    {
        private readonly HashSet<string> _values = new(values, StringComparer.Ordinal);

        public override bool Holds(string value) => _values.Contains(value) == contained;
    }

    private sealed class OrderTest(string comparator, string text) : TextTest
    {
        public override bool Holds(string value)
        {
            var order = CodePointComparer.Instance.Compare(value, text);
            return comparator switch
            {
                Comparators.Less => order < 0,
                Comparators.LessOrEqual => order <= 0,
                Comparators.Greater => order > 0,
                _ => order >= 0,
            };
        }
    }
}
