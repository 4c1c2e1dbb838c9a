namespace MlTrack.Internal.Search;

/// <summary>
/// Reads clauses from tokens in the form in which people write them. Where the form is unusual in any way (a comment, a blank around
/// a dot, something odd behind the value) it declines, and <see cref="SqlGrouping"/> decides, which follows MLflow's tokenizer step by
/// step. Whatever this reader accepts, that one accepts with the same meaning; the tests compare the two.
/// </summary>
internal ref struct ClauseReader
{
    private readonly string _text;
    private readonly List<FilterToken> _tokens;

    public ClauseReader(string text, List<FilterToken> tokens, int position = 0)
    {
        _text = text;
        _tokens = tokens;
        Position = position;
    }

    /// <summary>The index of the token that comes next.</summary>
    public int Position { get; private set; }

    /// <summary>Reads a whole filter: clauses with AND between them.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="clauses">The clauses; valid only when the result is true.</param>
    /// <returns>False when the filter is not in the usual form.</returns>
    public static bool TryReadAll(string text, List<FilterToken> tokens, out List<RawClause> clauses)
    {
        clauses = new List<RawClause>(4);
        var reader = new ClauseReader(text, tokens);
        var any = false;
        for (var mustJoin = false; reader.SkipBlanks();)
        {
            any = true;
            if (reader.Kind == TokenKind.And)
            {
                reader.Position++;
                mustJoin = false;
            }
            else if (mustJoin || !reader.TryRead(out var clause))
            {
                return false;
            }
            else
            {
                clauses.Add(clause);
                mustJoin = true;
            }
        }

        return any;
    }

    /// <summary>The kind of the next token; meaningful after <see cref="SkipBlanks"/> gave true.</summary>
    public readonly TokenKind Kind => _tokens[Position].Kind;

    /// <summary>Goes to the next token that is not blank.</summary>
    /// <returns>False at the end.</returns>
    public bool SkipBlanks()
    {
        while (Position < _tokens.Count && _tokens[Position].IsBlank)
        {
            Position++;
        }

        return Position < _tokens.Count;
    }

    public readonly bool IsPunctuation(char c) => Position < _tokens.Count && _tokens[Position].IsPunctuation(_text, c);

    public void Advance() => Position++;

    /// <summary>Reads one clause. When it gives false, the position is where the clause stopped being usual.</summary>
    public bool TryRead(out RawClause clause)
    {
        clause = default;
        return TryReadLeft(out var left) && TryReadRest(left, out clause);
    }

    /// <summary>Reads a left side: names joined by dots without blanks.</summary>
    public bool TryReadLeft(out string left)
    {
        left = "";
        var start = Position;
        if (!IsNamePart(start, first: true))
        {
            return false;
        }

        var end = start + 1;
        while (end + 1 < _tokens.Count && _tokens[end].IsPunctuation(_text, '.') && IsNamePart(end + 1, first: false))
        {
            end += 2;
        }

        left = _text.Substring(_tokens[start].Start, _tokens[end - 1].End - _tokens[start].Start);
        Position = end;
        return true;
    }

    /// <summary>Reads comparator and value behind a left side.</summary>
    public bool TryReadRest(string left, out RawClause clause)
    {
        clause = default;
        if (!SkipBlanks())
        {
            return false;
        }

        switch (Kind)
        {
            case TokenKind.Comparator:
                var comparator = Comparators.Of(_text, _tokens[Position++]);
                return SkipBlanks() && TryReadValue(left, comparator, out clause);
            case TokenKind.In:
                Position++;
                return SkipBlanks() && TryReadList(left, Comparators.In, out clause);
            case TokenKind.Not:
                Position++;
                if (!SkipBlanks() || Kind != TokenKind.In)
                {
                    return false;
                }

                Position++;
                return SkipBlanks() && TryReadList(left, Comparators.NotIn, out clause);
            case TokenKind.Is:
                Position++;
                return SkipBlanks() && TryReadNull(left, out clause);
            default:
                return false;
        }
    }

    private readonly bool IsNamePart(int index, bool first) =>
        index < _tokens.Count
        && (_tokens[index].Kind is TokenKind.Name or TokenKind.QuotedName || (!first && _tokens[index].Kind == TokenKind.String));

    private bool TryReadValue(string left, string comparator, out RawClause clause)
    {
        var token = _tokens[Position];
        var form = token.Kind switch
        {
            TokenKind.Integer => ValueForm.Integer,
            TokenKind.Float => ValueForm.Float,
            TokenKind.String => ValueForm.String,
            TokenKind.QuotedName => ValueForm.Identifier,
            _ => ValueForm.Other,
        };
        clause = form == ValueForm.Other ? default : new RawClause(left, comparator, form, _text.Substring(token.Start, token.Length));
        if (form == ValueForm.Other)
        {
            return false;
        }

        Position++;
        return EndsHere();
    }

    private bool TryReadList(string left, string comparator, out RawClause clause)
    {
        clause = default;
        var start = Position;
        for (var depth = 0; Position < _tokens.Count; Position++)
        {
            var token = _tokens[Position];
            if (token.Kind == TokenKind.Punctuation)
            {
                var c = _text[token.Start];
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c is '[' or ']')
                {
                    return false;
                }
            }

            if (depth == 0)
            {
                if (Position == start)
                {
                    return false;
                }

                clause = new RawClause(left, comparator, ValueForm.Parenthesis, _text.Substring(_tokens[start].Start, token.End - _tokens[start].Start));
                Position++;
                return EndsHere();
            }
        }

        return false;
    }

    private bool TryReadNull(string left, out RawClause clause)
    {
        clause = default;
        var token = _tokens[Position];
        if (token.Kind == TokenKind.Null)
        {
            clause = new RawClause(left, Comparators.IsNull, ValueForm.None, "");
        }
        else if (token.Kind == TokenKind.NotNull && token.Length == 8 && _text[token.Start + 3] == ' ')
        {
            clause = new RawClause(left, Comparators.IsNotNull, ValueForm.None, "");
        }
        else
        {
            return false;
        }

        Position++;
        return EndsHere();
    }

    // What follows a value can change how SQL reads it ("= 1 desc", "= 'a' 'b'", "= x[0]"); only what surely does not is taken here.
    private bool EndsHere() => !SkipBlanks() || Kind is TokenKind.And or TokenKind.Or || IsPunctuation(')');
}
