namespace MlTrack.Internal.Search;

/// <summary>
/// Reads what MLflow's language lacks: <c>OR</c>, <c>NOT</c>, parentheses and functions around its clauses. <c>NOT</c> binds closest,
/// then <c>AND</c>, then <c>OR</c>. Only asked when MLflow refuses the text, so that nothing MLflow accepts changes its meaning.
/// </summary>
internal ref struct ExtendedParser
{
    private readonly string _text;
    private readonly List<FilterToken> _tokens;
    private readonly ClauseBinder _binder;
    private readonly EntityGrammar _grammar;
    private ClauseReader _reader;
    private int _clauses;

    private ExtendedParser(string text, List<FilterToken> tokens, EntityGrammar grammar, ClauseBinder binder)
    {
        _text = text;
        _tokens = tokens;
        _grammar = grammar;
        _binder = binder;
        _reader = new ClauseReader(text, tokens);
    }

    /// <summary>True when a text has marks of the extended language, so that its errors are better explained by this parser.</summary>
    public static bool HasMarks(string text, List<FilterToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind is TokenKind.Or or TokenKind.Not || tokens[i].IsPunctuation(text, '('))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when MLflow refuses a text without doubt: it has an OR outside of parentheses. Spares the exception with which that would be found out.
    /// </summary>
    public static bool IsSurelyOurs(string text, List<FilterToken> tokens)
    {
        var depth = 0;
        var found = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            switch (tokens[i].Kind)
            {
                case TokenKind.Or:
                    found |= depth == 0;
                    break;
                case TokenKind.Punctuation:
                    var c = text[tokens[i].Start];
                    depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
                    break;
                case TokenKind.Typecast:
                    // "a::or" is a key to MLflow.
                    return false;
            }
        }

        return found;
    }

    /// <summary>Reads a filter.</summary>
    /// <exception cref="MlTrackException">It is none of this language either.</exception>
    public static FilterExpression Parse(string text, List<FilterToken> tokens, EntityGrammar grammar, ClauseBinder binder)
    {
        var parser = new ExtendedParser(text, tokens, grammar, binder);
        var result = parser.ReadAny(0);
        return parser._reader.SkipBlanks() ? throw parser.Unexpected("AND or OR") : result;
    }

    private FilterExpression ReadAny(int depth)
    {
        var first = ReadAll(depth);
        if (!At(TokenKind.Or))
        {
            return first;
        }

        var parts = new List<FilterExpression> { first };
        while (At(TokenKind.Or))
        {
            _reader.Advance();
            parts.Add(ReadAll(depth));
        }

        return FilterExpression.AnyOf(parts);
    }

    private FilterExpression ReadAll(int depth)
    {
        var first = ReadOne(depth);
        if (!At(TokenKind.And))
        {
            return first;
        }

        var parts = new List<FilterExpression> { first };
        while (At(TokenKind.And))
        {
            _reader.Advance();
            parts.Add(ReadOne(depth));
        }

        return FilterExpression.AllOf(parts);
    }

    private FilterExpression ReadOne(int depth)
    {
        if (depth > FilterParser.MaxDepth)
        {
            throw SearchErrors.FilterFailed(_text);
        }

        if (At(TokenKind.Not))
        {
            _reader.Advance();
            return new FilterExpression.Not(ReadOne(depth + 1));
        }

        if (!_reader.SkipBlanks() || !_reader.IsPunctuation('('))
        {
            return ReadClause();
        }

        _reader.Advance();
        var group = ReadAny(depth + 1);
        if (!_reader.SkipBlanks() || !_reader.IsPunctuation(')'))
        {
            throw Unexpected("')'");
        }

        _reader.Advance();
        return group;
    }

    private FilterExpression ReadClause()
    {
        if (++_clauses > FilterParser.MaxClauses)
        {
            throw SearchErrors.TooManyClauses(FilterParser.MaxClauses);
        }

        if (!_reader.SkipBlanks() || !_reader.TryReadLeft(out var left))
        {
            throw Unexpected("a comparison such as metrics.loss < 0.1");
        }

        var field = _reader.SkipBlanks() && _reader.IsPunctuation('(') ? ReadFunction(left) : _grammar.Resolve(left, forOrder: false, extended: true);
        return _reader.TryReadRest(left, out var raw) ? _binder.Bind(raw, field) : throw Unexpected("a comparator with a number or a quoted text behind it");
    }

    private FilterField ReadFunction(string name)
    {
        _reader.Advance();
        if (!_reader.SkipBlanks() || !_reader.TryReadLeft(out var argument))
        {
            throw Unexpected("a metric such as metrics.loss");
        }

        if (!_reader.SkipBlanks() || !_reader.IsPunctuation(')'))
        {
            throw Unexpected("')'");
        }

        _reader.Advance();
        return FieldFunctions.Apply(name, _grammar.Resolve(argument, forOrder: false, extended: true));
    }

    private bool At(TokenKind kind) => _reader.SkipBlanks() && _reader.Kind == kind;

    private readonly MlTrackException Unexpected(string expected)
    {
        var position = _reader.Position;
        var found = position < _tokens.Count ? $"'{_text.Substring(_tokens[position].Start, _tokens[position].Length)}' at character {_tokens[position].Start + 1}" : "the end";
        return SearchErrors.Invalid($"Invalid filter: expected {expected}, found {found}.");
    }
}
