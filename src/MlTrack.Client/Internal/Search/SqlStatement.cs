namespace MlTrack.Internal.Search;

/// <summary>
/// Reads a filter of any form as MLflow does: groups it as SQL, then asks that nothing but comparisons and AND is left. This is the
/// authority on what MLflow accepts; <see cref="ClauseReader"/> is its fast path.
/// </summary>
internal static class SqlStatement
{
    /// <summary>Reads the clauses of a filter.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="grammar">Whose filter it is; decides the form of messages.</param>
    /// <returns>The clauses in order.</returns>
    /// <exception cref="MlTrackException">MLflow refuses the filter.</exception>
    public static List<RawClause> ReadClauses(string text, List<FilterToken> tokens, EntityGrammar grammar)
    {
        if (tokens.TrueForAll(t => t.IsBlank))
        {
            throw SearchErrors.FilterNotParsed(text);
        }

        CheckDepth(text, tokens);
        if (HasSecondStatement(text, tokens))
        {
            throw SearchErrors.SeveralExpressions(text);
        }

        var nodes = SqlGrouping.Group(text, tokens);
        nodes.RemoveAll(n => n.IsBlank);
        nodes = JoinListAndNullComparisons(text, nodes);
        var invalid = nodes.FindAll(n => n.Kind != SqlKind.Comparison && !n.Is(TokenKind.And));
        if (invalid.Count > 0)
        {
            throw SearchErrors.InvalidClauses(invalid.ConvertAll(n => n.Text(text)), grammar.QuotesInvalidClauses);
        }

        return nodes.FindAll(n => n.Kind == SqlKind.Comparison).ConvertAll(n => ToClause(text, n));
    }

    /// <summary>The one column of an item of <c>order_by</c>, or null when it is something else.</summary>
    public static SqlNode? ReadColumn(string text)
    {
        var tokens = FilterLexer.Tokenize(text);
        if (tokens.Count == 0 || HasSecondStatement(text, tokens))
        {
            return null;
        }

        var nodes = SqlGrouping.Group(text, tokens);
        if (nodes.Count == 1)
        {
            return nodes[0].Kind == SqlKind.Identifier || IsTimestamp(text, nodes[0]) ? nodes[0] : null;
        }

        // "timestamp" is an SQL type, but a column of the registry as well.
        return IsTimestamp(text, nodes[0]) && nodes[nodes.Count - 1].Is(TokenKind.Sort) && nodes.GetRange(1, nodes.Count - 2).TrueForAll(n => n.IsBlank)
            ? new SqlNode { Kind = SqlKind.Identifier, Start = 0, End = text.Length }
            : null;
    }

    private static bool IsTimestamp(string text, SqlNode node) => node.Is(TokenKind.TypeWord) && node.Text(text) == "timestamp";

    private static void CheckDepth(string text, List<FilterToken> tokens)
    {
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += token.IsPunctuation(text, '(') ? 1 : token.IsPunctuation(text, ')') ? -1 : 0;
            if (depth > FilterParser.MaxDepth)
            {
                throw SearchErrors.FilterFailed(text);
            }
        }
    }

    private static bool HasSecondStatement(string text, List<FilterToken> tokens)
    {
        var depth = 0;
        var ended = false;
        foreach (var token in tokens)
        {
            if (ended && !token.IsBlank && !(token.Kind == TokenKind.Comment && text[token.Start] != '/'))
            {
                return true;
            }

            if (token.Kind == TokenKind.Punctuation)
            {
                var c = text[token.Start];
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                ended |= c == ';' && depth <= 0;
            }
        }

        return false;
    }

    /// <summary>
    /// SQL does not see <c>IN</c> and <c>IS NULL</c> as comparisons; MLflow joins them afterwards. An identifier that begins none of them
    /// takes the next three pieces with it unseen, which only matters for the message.
    /// </summary>
    private static List<SqlNode> JoinListAndNullComparisons(string text, List<SqlNode> nodes)
    {
        var result = new List<SqlNode>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            var first = nodes[i];
            if (nodes.Count - i < 3)
            {
                result.AddRange(nodes.GetRange(i, nodes.Count - i));
                break;
            }

            if (first.Kind != SqlKind.Identifier)
            {
                result.Add(first);
            }
            else if (nodes[i + 1].Is(TokenKind.In) && nodes[i + 2].Kind == SqlKind.Parenthesis)
            {
                result.Add(Comparison(first, Comparators.In, nodes[i + 2], nodes[i + 2].End));
                i += 2;
            }
            else if (nodes[i + 1].Is(TokenKind.Is) && NullTest(text, nodes[i + 2]) is { } comparator)
            {
                result.Add(Comparison(first, comparator, null, nodes[i + 2].End));
                i += 2;
            }
            else if (i + 3 < nodes.Count && nodes[i + 1].Is(TokenKind.Not) && nodes[i + 2].Is(TokenKind.In) && nodes[i + 3].Kind == SqlKind.Parenthesis)
            {
                result.Add(Comparison(first, Comparators.NotIn, nodes[i + 3], nodes[i + 3].End));
                i += 3;
            }
            else
            {
                var taken = Math.Min(4, nodes.Count - i);
                result.AddRange(nodes.GetRange(i, taken));
                i += taken - 1;
            }
        }

        return result;
    }

    private static string? NullTest(string text, SqlNode node) =>
        node.Is(TokenKind.Null) ? Comparators.IsNull
        : node.Is(TokenKind.NotNull) && node.End - node.Start == 8 && text[node.Start + 3] == ' ' ? Comparators.IsNotNull
        : null;

    private static SqlNode Comparison(SqlNode left, string comparator, SqlNode? right, int end) =>
        new() { Kind = SqlKind.Comparison, Start = left.Start, End = end, Left = left, Comparator = comparator, Right = right };

    private static RawClause ToClause(string text, SqlNode node)
    {
        if (node.Comments > 0)
        {
            throw SearchErrors.WrongPartCount(3 + node.Comments);
        }

        var left = node.Left!; // Every comparison has one.
        if (left.Kind != SqlKind.Identifier)
        {
            throw SearchErrors.LeftSideIsNoIdentifier(left.Text(text));
        }

        return new RawClause(left.Text(text), node.Comparator, FormOf(node.Right), node.Right?.Text(text) ?? "");
    }

    private static ValueForm FormOf(SqlNode? value) => value switch
    {
        null => ValueForm.None,
        { Kind: SqlKind.Identifier } => ValueForm.Identifier,
        { Kind: SqlKind.Parenthesis } => ValueForm.Parenthesis,
        { Kind: SqlKind.Token, Token: TokenKind.Integer } => ValueForm.Integer,
        { Kind: SqlKind.Token, Token: TokenKind.Float } => ValueForm.Float,
        { Kind: SqlKind.Token, Token: TokenKind.String } => ValueForm.String,
        _ => ValueForm.Other,
    };
}
