namespace MlTrack.Internal.Search;

/// <summary>
/// Cuts a filter into tokens exactly where MLflow's general SQL tokenizer cuts it. At each place the first fitting rule wins, in the
/// order in which the methods ask; the order matters, since it makes <c>.5</c> a number, <c>a.in</c> an error and <c>5and</c> one word.
/// Every character is looked at a bounded number of times.
/// </summary>
internal static partial class FilterLexer
{
    // A "$tag$" looks for its twin to the end of the text. Such a filter is refused anyway, so after some failures we stop looking.
    private const int DollarQuoteTries = 16;

    /// <summary>Cuts a text. The tokens cover it without gaps.</summary>
    /// <param name="text">A filter or an item of <c>order_by</c>.</param>
    /// <returns>The tokens in order.</returns>
    public static List<FilterToken> Tokenize(string text)
    {
        var tokens = new List<FilterToken>(Math.Min(16 + (text.Length / 4), 4096));
        var state = new State { Text = text };
        for (var at = 0; at < text.Length;)
        {
            var token = Read(ref state, at);
            tokens.Add(token);
            at = token.End;
        }

        return tokens;
    }

    private static FilterToken Read(ref State state, int at)
    {
        var text = state.Text;
        var c = text[at];
        if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z')
        {
            return ReadWord(text, at);
        }

        if (PythonChars.IsSpace(c))
        {
            return ReadSpace(text, at);
        }

        switch (c)
        {
            case '=' or '>' or '~' or '!':
                return Run(text, at, TokenKind.Comparator, "<>=~!");
            case '<':
                return Peek(text, at + 1) == '@' ? Token(TokenKind.Operator, at, 2) : Run(text, at, TokenKind.Comparator, "<>=~!");
            case '\'':
                return ReadQuoted(text, at, TokenKind.String, backslash: true);
            case '"':
                return ReadQuoted(text, at, TokenKind.QuotedName, backslash: true);
            case '`' or '´':
                return ReadQuoted(text, at, TokenKind.Name, backslash: false);
            case '(' or ')' or ']' or ';' or ',':
                return Token(TokenKind.Punctuation, at, 1);
            case '[':
                return ReadBracket(text, at);
            case '.':
                return TryNumber(text, at, out var fraction) ? fraction : Token(TokenKind.Punctuation, at, 1);
            case '-':
                return ReadMinus(text, at);
            case '#' or '@':
                return ReadHashOrAt(text, at);
            case '/':
                return ReadSlash(ref state, at);
            case '*':
                return Token(TokenKind.Star, at, 1);
            case '+' or '^' or '&' or '|':
                return Run(text, at, TokenKind.Operator, Operators);
            case '%':
                return ReadPercent(text, at);
            case '$':
                return ReadDollar(ref state, at);
            case '?':
                return Token(TokenKind.Placeholder, at, 1);
            case ':':
                return ReadColon(text, at);
            case '\\':
                var escaped = PythonChars.WordEnd(text, at + 1);
                return new FilterToken(TokenKind.Other, at, escaped);
            default:
                return PythonChars.IsDigit(text, at) && TryNumber(text, at, out var number) ? number
                    : PythonChars.WordLength(text, at) > 0 ? ReadWord(text, at)
                    : Token(TokenKind.Other, at, PythonChars.UnitsAt(text, at));
        }
    }

    private static FilterToken ReadWord(string text, int at)
    {
        var end = PythonChars.WordEnd(text, at);
        switch (end - at)
        {
            case 2 when PythonChars.Equals(text, at, end, "IN"):
                return new FilterToken(TokenKind.In, at, end);
            case 2 when PythonChars.Equals(text, at, end, "AS"):
            case 4 when PythonChars.Equals(text, at, end, "CASE") || PythonChars.Equals(text, at, end, "FROM"):
            case 5 when PythonChars.Equals(text, at, end, "USING"):
            case 6 when PythonChars.Equals(text, at, end, "VALUES"):
                return new FilterToken(TokenKind.Keyword, at, end);
        }

        // Next to a dot or before a parenthesis, a word is a name even if SQL knows it.
        if (PythonChars.IsLatin(text[at]))
        {
            var next = PythonChars.SpaceEnd(text, end);
            if ((Peek(text, next) == '.' && !PythonChars.IsDigit(text, next + 1)) || (at > 0 && text[at - 1] == '.') || Peek(text, end) == '(')
            {
                return new FilterToken(TokenKind.Name, at, end);
            }
        }

        return TryPhrase(text, at, end, out var phrase) ? phrase : ReadPlainWord(text, at, end);
    }

    private static FilterToken ReadPlainWord(string text, int at, int end)
    {
        while (Peek(text, end) is '$' or '#')
        {
            end = PythonChars.WordEnd(text, end + 1);
        }

        return new FilterToken(SqlWords.Classify(text, at, end), at, end);
    }

    /// <summary>Words that belong together: <c>NOT NULL</c>, <c>NOT LIKE</c>, <c>DESC NULLS LAST</c>, <c>ORDER BY</c>.</summary>
    private static bool TryPhrase(string text, int at, int end, out FilterToken token)
    {
        token = default;
        var length = end - at;
        if (length == 3 && PythonChars.Equals(text, at, end, "NOT"))
        {
            var second = PythonChars.SpaceEnd(text, end);
            var secondEnd = PythonChars.WordEnd(text, second);
            if (second > end && PythonChars.Equals(text, second, secondEnd, "NULL"))
            {
                token = new FilterToken(TokenKind.NotNull, at, secondEnd);
            }
            else if (second > end && IsLike(text, second, secondEnd))
            {
                token = new FilterToken(TokenKind.Comparator, at, secondEnd);
            }
        }
        else if (IsLike(text, at, end))
        {
            token = new FilterToken(TokenKind.Comparator, at, end);
        }
        else if (PythonChars.Equals(text, at, end, "ASC") || PythonChars.Equals(text, at, end, "DESC"))
        {
            var nulls = Follow(text, end, "NULLS");
            var nullsEnd = nulls > end ? Follow(text, nulls, "FIRST", "LAST") : nulls;
            token = new FilterToken(TokenKind.Sort, at, nullsEnd > nulls ? nullsEnd : end);
        }
        else if (PythonChars.Equals(text, at, end, "ORDER") || PythonChars.Equals(text, at, end, "GROUP"))
        {
            var by = Follow(text, end, "BY");
            token = by > end ? new FilterToken(TokenKind.Keyword, at, by) : default;
        }

        return token.End > 0;
    }

    private static bool IsLike(string text, int start, int end) => (end - start) switch
    {
        4 => PythonChars.Equals(text, start, end, "LIKE"),
        5 => PythonChars.Equals(text, start, end, "ILIKE") || PythonChars.Equals(text, start, end, "RLIKE"),
        6 => PythonChars.Equals(text, start, end, "REGEXP"),
        _ => false,
    };

    /// <summary>The end of the next word if it is one of those given, else the place given.</summary>
    private static int Follow(string text, int end, string word, string? orWord = null)
    {
        var start = PythonChars.SpaceEnd(text, end);
        var wordEnd = PythonChars.WordEnd(text, start);
        var fits = PythonChars.Equals(text, start, wordEnd, word) || (orWord is not null && PythonChars.Equals(text, start, wordEnd, orWord));
        return start > end && fits ? wordEnd : end;
    }

    private static FilterToken Token(TokenKind kind, int at, int length) => new(kind, at, at + length);

    private static char Peek(string text, int at) => at < text.Length ? text[at] : '\0';

    private static FilterToken Run(string text, int at, TokenKind kind, string set)
    {
        var end = at + 1;
        while (end < text.Length && set.IndexOf(text[end]) >= 0)
        {
            end++;
        }

        return new FilterToken(kind, at, end);
    }

    private struct State
    {
        public string Text;
        public bool NoCommentEnd;
        public int DollarMisses;
    }
}
