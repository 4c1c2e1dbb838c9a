namespace MlTrack.Internal.Search;

/// <summary>
/// Groups tokens the way MLflow's SQL tokenizer does: one pass for each kind of group, each from left to right. Only what the passes
/// make of the top level matters to a filter; what lies in parentheses is kept as text. The passes are why <c>metrics.a > 1 foo</c>
/// is refused and <c>params.a[0] = 'x'</c> is a key.
/// </summary>
internal static class SqlGrouping
{
    private delegate bool NodeTest(SqlNode? node);

    /// <summary>Groups the tokens of one statement.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <returns>The top level, blanks included.</returns>
    public static List<SqlNode> Group(string text, List<FilterToken> tokens)
    {
        var nodes = new List<SqlNode>(tokens.Count);
        foreach (var token in tokens)
        {
            nodes.Add(new SqlNode { Token = token.Kind, Start = token.Start, End = token.End });
        }

        nodes = GroupComments(nodes);
        nodes = GroupPairs(text, nodes, '[', ']', SqlKind.Brackets);
        nodes = GroupPairs(text, nodes, '(', ')', SqlKind.Parenthesis);
        nodes = JoinNext(nodes, SqlKind.Function, n => n.Is(TokenKind.Name) || n.Is(TokenKind.Placeholder) || n.Is(TokenKind.TypeWord), n => n.Kind == SqlKind.Parenthesis);
        nodes = GroupPeriods(text, nodes);
        nodes = GroupArrays(nodes);
        foreach (var node in nodes)
        {
            if (node.Is(TokenKind.Name) || node.Is(TokenKind.QuotedName))
            {
                node.Kind = SqlKind.Identifier;
            }
        }

        nodes = JoinNext(nodes, SqlKind.Identifier, n => n.Kind == SqlKind.Identifier || IsNumber(n), n => n.Is(TokenKind.Sort));
        nodes = Infix(nodes, SqlKind.Identifier, n => n.Is(TokenKind.Typecast), n => n is not null, n => n is not null);
        nodes = JoinNext(nodes, SqlKind.TypedLiteral, n => n.Is(TokenKind.TypeWord), n => n.Is(TokenKind.String));
        nodes = Infix(nodes, SqlKind.Operation, n => n.Is(TokenKind.Operator) || n.Is(TokenKind.Arrow) || n.Is(TokenKind.Star), IsTerm, IsTerm);
        nodes = Infix(nodes, SqlKind.Comparison, n => n.Is(TokenKind.Comparator), n => IsSide(n) || n?.Kind == SqlKind.Comparison, IsSide, text);
        nodes = JoinNext(nodes, SqlKind.Identifier, n => n.Kind is SqlKind.Parenthesis or SqlKind.Function or SqlKind.Identifier or SqlKind.Operation or SqlKind.Comparison || IsNumber(n), n => n.Kind == SqlKind.Identifier);
        nodes = AlignComments(nodes);
        return Infix(nodes, SqlKind.List, n => n.Is(TokenKind.Punctuation) && text[n.Start] == ',', IsListed, IsListed);
    }

    /// <summary>A comment takes further comments and line breaks with it, if anything follows at all.</summary>
    private static List<SqlNode> GroupComments(List<SqlNode> nodes)
    {
        var result = new List<SqlNode>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!nodes[i].Is(TokenKind.Comment))
            {
                result.Add(nodes[i]);
                continue;
            }

            var end = i + 1;
            while (end < nodes.Count && (nodes[end].Is(TokenKind.Comment) || nodes[end].Is(TokenKind.NewLine)))
            {
                end++;
            }

            if (end == nodes.Count)
            {
                result.AddRange(nodes.GetRange(i, end - i));
            }
            else
            {
                result.Add(new SqlNode { Kind = SqlKind.Comment, Start = nodes[i].Start, End = nodes[end - 1].End });
            }

            i = end - 1;
        }

        return result;
    }

    /// <summary>Pairs brackets with a stack; those without a partner stay single.</summary>
    private static List<SqlNode> GroupPairs(string text, List<SqlNode> nodes, char open, char close, SqlKind kind)
    {
        var partner = new int[nodes.Count];
        var stack = new Stack<int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Is(TokenKind.Punctuation) && text[nodes[i].Start] == open)
            {
                stack.Push(i);
            }
            else if (nodes[i].Is(TokenKind.Punctuation) && text[nodes[i].Start] == close && stack.Count > 0)
            {
                partner[stack.Pop()] = i;
            }
        }

        var result = new List<SqlNode>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            var end = partner[i];
            result.Add(end == 0 ? nodes[i] : new SqlNode { Kind = kind, Start = nodes[i].Start, End = nodes[end].End });
            i = end == 0 ? i : end;
        }

        return result;
    }

    /// <summary>Dots (and arrows) between names make identifiers; a dot with nothing fitting behind it ends one.</summary>
    private static List<SqlNode> GroupPeriods(string text, List<SqlNode> nodes)
    {
        static bool Before(SqlNode? n) => n is not null && (n.Kind is SqlKind.Brackets or SqlKind.Identifier || n.Is(TokenKind.Name) || n.Is(TokenKind.QuotedName));
        static bool Behind(SqlNode? n) => n is not null && (n.Kind is SqlKind.Brackets or SqlKind.Function || n.Is(TokenKind.Name) || n.Is(TokenKind.QuotedName) || n.Is(TokenKind.Star) || n.Is(TokenKind.String));
        return Infix(nodes, SqlKind.Identifier, n => (n.Is(TokenKind.Punctuation) && text[n.Start] == '.') || n.Is(TokenKind.Arrow), Before, Behind, rightMayMiss: true);
    }

    private static List<SqlNode> GroupArrays(List<SqlNode> nodes)
    {
        var result = new List<SqlNode>(nodes.Count);
        var last = -1;
        foreach (var node in nodes)
        {
            var before = last < 0 ? null : result[last];
            if (node.Kind == SqlKind.Brackets && before is not null
                && (before.Kind is SqlKind.Brackets or SqlKind.Identifier or SqlKind.Function || before.Is(TokenKind.Name) || before.Is(TokenKind.QuotedName)))
            {
                result.RemoveRange(last + 1, result.Count - last - 1);
                result[last] = Join(SqlKind.Identifier, before, node);
                continue;
            }

            result.Add(node);
            last = node.IsBlank ? last : result.Count - 1;
        }

        return result;
    }

    /// <summary>Joins a node with the one behind it (blanks between them included) where both fit.</summary>
    private static List<SqlNode> JoinNext(List<SqlNode> nodes, SqlKind kind, Predicate<SqlNode> first, Predicate<SqlNode> second)
    {
        var result = new List<SqlNode>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            // Blanks are only looked over behind a fitting node; from each of them it would take the square of their number.
            var next = first(nodes[i]) ? i + 1 : nodes.Count;
            while (next < nodes.Count && nodes[next].IsBlank)
            {
                next++;
            }

            if (next < nodes.Count && second(nodes[next]))
            {
                result.Add(Join(kind, nodes[i], nodes[next]));
                i = next;
            }
            else
            {
                result.Add(nodes[i]);
            }
        }

        return result;
    }

    /// <summary>Joins <c>A op B</c> from left to right; what was joined is the A of the next.</summary>
    private static List<SqlNode> Infix(
        List<SqlNode> nodes, SqlKind kind, Predicate<SqlNode> isOperator, NodeTest left, NodeTest right, string? comparisonText = null, bool rightMayMiss = false)
    {
        var result = new List<SqlNode>(nodes.Count);
        var last = -1;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var before = last < 0 ? null : result[last];
            if (isOperator(node) && left(before))
            {
                var next = i + 1;
                while (next < nodes.Count && nodes[next].IsBlank)
                {
                    next++;
                }

                var behind = next < nodes.Count ? nodes[next] : null;
                var fits = right(behind);
                if (fits || rightMayMiss)
                {
                    var joined = Join(kind, before!, fits ? behind! : node);
                    if (comparisonText is not null)
                    {
                        joined.Left = before;
                        joined.Right = behind;
                        joined.Comparator = Comparators.Of(comparisonText, new FilterToken(TokenKind.Comparator, node.Start, node.End));
                    }

                    result.RemoveRange(last + 1, result.Count - last - 1);
                    result[last] = joined;
                    i = fits ? next : i;
                    continue;
                }
            }

            result.Add(node);
            last = node.IsBlank ? last : result.Count - 1;
        }

        return result;
    }

    /// <summary>A comment becomes part of the group before it; a comparison then has one part too many.</summary>
    private static List<SqlNode> AlignComments(List<SqlNode> nodes)
    {
        var result = new List<SqlNode>(nodes.Count);
        var last = -1;
        foreach (var node in nodes)
        {
            var before = last < 0 ? null : result[last];
            if (node.Kind == SqlKind.Comment && before is not null && before.Kind != SqlKind.Token)
            {
                result.RemoveRange(last + 1, result.Count - last - 1);
                before.End = node.End;
                before.Comments++;
                continue;
            }

            result.Add(node);
            last = node.IsBlank ? last : result.Count - 1;
        }

        return result;
    }

    private static SqlNode Join(SqlKind kind, SqlNode first, SqlNode last) => new() { Kind = kind, Start = first.Start, End = last.End };

    private static bool IsNumber(SqlNode node) => node.Is(TokenKind.Integer) || node.Is(TokenKind.Float) || node.Is(TokenKind.Hex);

    private static bool IsPlainValue(SqlNode node) =>
        node.Is(TokenKind.Integer) || node.Is(TokenKind.Float) || node.Is(TokenKind.String) || node.Is(TokenKind.Placeholder);

    private static bool IsTerm(SqlNode? node) =>
        node is not null
        && (node.Kind is SqlKind.Brackets or SqlKind.Parenthesis or SqlKind.Function or SqlKind.Identifier or SqlKind.Operation or SqlKind.TypedLiteral || IsPlainValue(node));

    private static bool IsSide(SqlNode? node) =>
        node is not null
        && (node.Kind is SqlKind.Parenthesis or SqlKind.Function or SqlKind.Identifier or SqlKind.Operation or SqlKind.TypedLiteral
            || IsPlainValue(node) || node.Is(TokenKind.Null));

    private static bool IsListed(SqlNode? node) =>
        node is not null
        && (node.Kind is SqlKind.Function or SqlKind.Identifier or SqlKind.Comparison or SqlKind.List or SqlKind.Operation
            || IsPlainValue(node) || node.Is(TokenKind.Star) || node.Is(TokenKind.Keyword) || node.Is(TokenKind.Null));
}
