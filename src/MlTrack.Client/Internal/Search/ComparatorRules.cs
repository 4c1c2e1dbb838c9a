namespace MlTrack.Internal.Search;

/// <summary>
/// Which comparator suits which field. MLflow asks this only when it compares, so a search that finds no candidate never complains;
/// we ask at once, after the whole filter was read.
/// </summary>
internal static class ComparatorRules
{
    private const string Numeric = "{'!=', '<', '<=', '=', '>', '>='}";
    private const string Text = "{'!=', '=', 'ILIKE', 'LIKE'}";
    private const string TextOrNull = "{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}";
    private const string TextOrList = "{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}";

    /// <summary>Checks every clause of a filter, first to last.</summary>
    /// <exception cref="MlTrackException">A comparator does not suit its field.</exception>
    public static void Check(FilterExpression expression, EntityKind kind)
    {
        switch (expression)
        {
            case FilterExpression.Clause clause:
                Check(clause, kind);
                break;
            case FilterExpression.Not not:
                Check(not.Part, kind);
                break;
            case FilterExpression.All all:
                CheckEach(all.Parts, kind);
                break;
            case FilterExpression.Any any:
                CheckEach(any.Parts, kind);
                break;
        }
    }

    private static void CheckEach(IReadOnlyList<FilterExpression> parts, EntityKind kind)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            Check(parts[i], kind);
        }
    }

    private static void Check(FilterExpression.Clause clause, EntityKind kind)
    {
        var comparator = clause.Comparator;
        var hasNullTest = kind is EntityKind.Run or EntityKind.Experiment;
        switch (clause.Field.Kind)
        {
            case FieldKind.Metric:
                Require(Comparators.IsNumeric(comparator), comparator, Numeric);
                break;
            case FieldKind.Param when clause.Field.Function == FieldFunction.Number:
                break;
            case FieldKind.Param:
                RequireText(clause, hasNullTest, hasNullTest ? TextOrNull + "'" : Text + "'");
                break;
            case FieldKind.Tag:
                RequireText(clause, hasNullTest, hasNullTest ? TextOrNull : Text);
                break;
            case FieldKind.Attribute when clause.Field.Attribute.IsNumeric():
                Require(Comparators.IsNumeric(comparator), comparator, TextOrList);
                break;
            default:
                var ordered = kind == EntityKind.LoggedModel && Comparators.IsOrdering(comparator);
                Require(ordered || IsText(comparator) || comparator is Comparators.In or Comparators.NotIn, comparator, clause.Field.Kind == FieldKind.Dataset ? TextOrList : TextOrList + "'");
                if (clause.Value is FilterValue.List && comparator is not (Comparators.In or Comparators.NotIn or Comparators.Equal or Comparators.NotEqual))
                {
                    throw SearchErrors.ListNeedsIn(comparator);
                }

                break;
        }
    }

    // A list is only there where the extended dialect let IN through.
    private static void RequireText(FilterExpression.Clause clause, bool hasNullTest, string validOnes) => Require(
        clause.Value is FilterValue.List || IsText(clause.Comparator) || (hasNullTest && clause.Comparator is Comparators.IsNull or Comparators.IsNotNull),
        clause.Comparator,
        validOnes);

    private static bool IsText(string comparator) => comparator is Comparators.Equal or Comparators.NotEqual or Comparators.Like or Comparators.ILike;

    private static void Require(bool holds, string comparator, string validOnes)
    {
        if (!holds)
        {
            throw SearchErrors.UnknownComparator(comparator, validOnes);
        }
    }
}
