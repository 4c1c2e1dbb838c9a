using MlTrack.Search;

namespace MlTrack.Internal.Search;

/// <summary>A filter that was read.</summary>
/// <param name="Root">What it says.</param>
/// <param name="Extension">The first thing in it that MLflow does not have, in words; null if it is MLflow's language.</param>
internal sealed record ParsedFilter(FilterExpression Root, string? Extension);

/// <summary>
/// Reads filters of every kind of entity: first as people write them (<see cref="ClauseReader"/>), then as MLflow would
/// (<see cref="SqlStatement"/>), then, if the dialect allows, as our own language (<see cref="ExtendedParser"/>). All take linear time.
/// </summary>
internal static class FilterParser
{
    /// <summary>The most characters of a filter, lists of values aside.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The most characters of a filter with its lists.</summary>
    public const int MaxLengthWithLists = 1024 * 1024;

    /// <summary>The most clauses of a filter.</summary>
    public const int MaxClauses = 1000;

    /// <summary>The most levels of parentheses and NOT.</summary>
    public const int MaxDepth = 100;

    private static readonly ParsedFilter Everything = new(FilterExpression.Everything, null);

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">The text; null and empty select everything.</param>
    /// <param name="grammar">Whose filter it is.</param>
    /// <param name="dialect">Which language.</param>
    /// <param name="appendix">A clause that MLflow appends to the text before it reads it, or null.</param>
    /// <returns>The filter; its comparators are not checked yet, as MLflow does that last.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/> for anything else than a filter.</exception>
    public static ParsedFilter Parse(string? filter, EntityGrammar grammar, FilterDialect dialect, string? appendix = null)
    {
        if (string.IsNullOrEmpty(filter))
        {
            filter = appendix;
        }
        else if (appendix is not null)
        {
            return ParseText(filter + " AND " + appendix, filter!, grammar, dialect, appendix);
        }

        return string.IsNullOrEmpty(filter) ? Everything : ParseText(filter!, filter!, grammar, dialect, null);
    }

    /// <summary>Refuses a tree that is nested deeper than its text may be.</summary>
    /// <exception cref="MlTrackException">It is.</exception>
    public static void CheckDepth(FilterExpression expression, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw SearchErrors.Invalid($"The filter is nested deeper than {MaxDepth} levels.");
        }

        var parts = expression switch
        {
            FilterExpression.All all => all.Parts,
            FilterExpression.Any any => any.Parts,
            FilterExpression.Not not => [not.Part],
            _ => [],
        };
        for (var i = 0; i < parts.Count; i++)
        {
            CheckDepth(parts[i], depth + 1);
        }
    }

    private static ParsedFilter ParseText(string text, string own, EntityGrammar grammar, FilterDialect dialect, string? appendix)
    {
        if (own.Length > MaxLengthWithLists)
        {
            throw SearchErrors.FilterTooLong(own.Length, MaxLengthWithLists);
        }

        var extended = dialect == FilterDialect.Extended;
        var tokens = FilterLexer.Tokenize(text);
        CheckLength(text, tokens);
        if (extended && ExtendedParser.IsSurelyOurs(text, tokens))
        {
            return ParseExtended(own, grammar, appendix);
        }

        try
        {
            if (!ClauseReader.TryReadAll(text, tokens, out var clauses))
            {
                clauses = SqlStatement.ReadClauses(text, tokens, grammar);
            }

            return Bind(clauses, grammar, extended);
        }
        catch (MlTrackException) when (extended && ExtendedParser.HasMarks(text, tokens))
        {
            // MLflow refuses it; the reason is better told by the parser of the language that was meant.
            return ParseExtended(own, grammar, appendix);
        }
    }

    private static ParsedFilter Bind(List<RawClause> clauses, EntityGrammar grammar, bool extended)
    {
        if (clauses.Count > MaxClauses)
        {
            throw SearchErrors.TooManyClauses(MaxClauses);
        }

        var binder = new ClauseBinder(grammar, extended);
        if (clauses.Count == 1)
        {
            return Describe(binder.Bind(clauses[0]), grammar, extended);
        }

        var parts = new FilterExpression[clauses.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = binder.Bind(clauses[i]);
        }

        return Describe(new FilterExpression.All(parts), grammar, extended);
    }

    private static ParsedFilter Describe(FilterExpression root, EntityGrammar grammar, bool extended) =>
        new(root, extended ? MlflowOnly.FindExtension(root, grammar.Kind) : null);

    private static ParsedFilter ParseExtended(string text, EntityGrammar grammar, string? appendix)
    {
        var binder = new ClauseBinder(grammar, extended: true);
        var root = ExtendedParser.Parse(text, FilterLexer.Tokenize(text), grammar, binder);
        var extension = MlflowOnly.FindExtension(root, grammar.Kind) ?? "A group in parentheses";
        return new ParsedFilter(
            appendix is null ? root : FilterExpression.AllOf([root, Parse(appendix, grammar, FilterDialect.Mlflow).Root]),
            extension);
    }

    // A list of run ids may be longer than the language is otherwise allowed to be: MLflow takes some thousands of them.
    private static void CheckLength(string text, List<FilterToken> tokens)
    {
        if (text.Length <= MaxLength)
        {
            return;
        }

        var outside = 0;
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += token.IsPunctuation(text, '(') ? 1 : token.IsPunctuation(text, ')') ? -1 : 0;
            outside += depth > 0 ? 0 : token.Length;
        }

        if (outside > MaxLength)
        {
            throw SearchErrors.FilterTooLong(outside, MaxLength);
        }
    }
}
