using MlTrack.Search;

namespace MlTrack.Internal.Search;

/// <summary>Makes the clauses of text operands. A text that no quotes can hold goes into a list, where escapes exist.</summary>
internal static class TextClauses
{
    public static RunFilter Compare(FilterField field, string comparator, string value)
    {
        if (FilterPrinter.CanQuote(RunFilter.NotNull(value)))
        {
            return RunFilter.Clause(field, comparator, new FilterValue.Text(value));
        }

        return InList(field, comparator == Comparators.Equal ? Comparators.In : Comparators.NotIn, [value]);
    }

    public static RunFilter Like(FilterField field, string comparator, string pattern) =>
        RunFilter.Clause(field, comparator, new FilterValue.Text(RunFilter.NotNull(pattern)));

    public static RunFilter InList(FilterField field, string comparator, string[] values)
    {
        if (RunFilter.NotNull(values).Length == 0)
        {
            throw new ArgumentException("A list of values holds at least one.", nameof(values));
        }

        return RunFilter.Clause(field, comparator, new FilterValue.List(Array.ConvertAll(values, RunFilter.NotNull)));
    }
}
