namespace MlTrack.Internal.Search;

/// <content>Everything that does not begin with a letter.</content>
internal static partial class FilterLexer
{
    private const string Operators = "+/@#%^&|-";

    private static FilterToken ReadSpace(string text, int at) => text[at] switch
    {
        '\r' when Peek(text, at + 1) == '\n' => Token(TokenKind.NewLine, at, 2),
        '\r' or '\n' => Token(TokenKind.NewLine, at, 1),
        _ => Token(TokenKind.Space, at, 1),
    };

    /// <summary>
    /// A quoted piece ends at the first quote that is neither doubled nor behind a backslash. If there is none it ends at the last
    /// quote that could have ended it: what a backtracking regular expression finds. Without any further quote it is an error.
    /// </summary>
    private static FilterToken ReadQuoted(string text, int at, TokenKind kind, bool backslash)
    {
        var quote = text[at];
        var fallback = -1;
        for (var i = at + 1; i < text.Length; i++)
        {
            if (backslash && text[i] == '\\' && Peek(text, i + 1) == quote)
            {
                fallback = ++i;
            }
            else if (text[i] == quote)
            {
                if (Peek(text, i + 1) != quote)
                {
                    return new FilterToken(kind, at, i + 1);
                }

                fallback = i++;
            }
        }

        return fallback > 0 ? new FilterToken(kind, at, fallback + 1) : Token(TokenKind.Other, at, 1);
    }

    /// <summary><c>[x]</c> is a name where it does not index something.</summary>
    private static FilterToken ReadBracket(string text, int at)
    {
        var free = at == 0 || !(text[at - 1] is ']' or ')' || PythonChars.IsWordBefore(text, at));
        if (free)
        {
            var end = text.IndexOfAny(['[', ']'], at + 1);
            if (end > at + 1 && text[end] == ']')
            {
                return new FilterToken(TokenKind.Name, at, end + 1);
            }
        }

        return Token(TokenKind.Punctuation, at, 1);
    }

    private static FilterToken ReadMinus(string text, int at)
    {
        if (Peek(text, at + 1) == '-')
        {
            return LineComment(text, at);
        }

        if (TryNumber(text, at, out var number))
        {
            return number;
        }

        return Peek(text, at + 1) != '>' ? Token(TokenKind.Operator, at, 1) : Token(TokenKind.Arrow, at, Peek(text, at + 2) == '>' ? 3 : 2);
    }

    private static FilterToken ReadHashOrAt(string text, int at)
    {
        var next = Peek(text, at + 1);
        if (text[at] == '#' && next == ' ')
        {
            return LineComment(text, at);
        }

        var name = text[at] == '#' && next == '#' ? at + 2 : at + 1;
        if (name < text.Length && PythonChars.IsLatin(text[name]) && PythonChars.WordLength(text, name + 1) > 0)
        {
            return new FilterToken(TokenKind.Name, at, PythonChars.WordEnd(text, name));
        }

        if (next == '>')
        {
            return Token(TokenKind.Operator, at, text[at] == '#' && Peek(text, at + 2) == '>' ? 3 : 2);
        }

        return text[at] == '#' && next == '-' ? Token(TokenKind.Operator, at, 2) : Run(text, at, TokenKind.Operator, Operators);
    }

    private static FilterToken ReadSlash(ref State state, int at)
    {
        var text = state.Text;
        if (Peek(text, at + 1) == '*' && !state.NoCommentEnd)
        {
            var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
            if (end > 0)
            {
                return new FilterToken(TokenKind.Comment, at, end + 2);
            }

            state.NoCommentEnd = true;
        }

        return Run(text, at, TokenKind.Operator, Operators);
    }

    private static FilterToken ReadPercent(string text, int at)
    {
        var end = at + 1;
        if (Peek(text, end) == '(')
        {
            var name = PythonChars.WordEnd(text, end + 1);
            end = name > end + 1 && Peek(text, name) == ')' ? name + 1 : end;
        }

        return Peek(text, end) is 's' or 'S' ? new FilterToken(TokenKind.Placeholder, at, end + 1) : Run(text, at, TokenKind.Operator, Operators);
    }

    private static FilterToken ReadDollar(ref State state, int at)
    {
        var text = state.Text;
        var name = PythonChars.WordEnd(text, at + 1);
        if (PythonChars.IsWordBefore(text, at))
        {
            return Token(TokenKind.Other, at, 1);
        }

        if (Peek(text, name) == '$' && state.DollarMisses < DollarQuoteTries)
        {
            var tag = text.Substring(at, name + 1 - at);
            var close = text.IndexOf(tag, name + 1, StringComparison.Ordinal);
            if (close > 0)
            {
                return new FilterToken(TokenKind.Other, at, close + tag.Length);
            }

            state.DollarMisses++;
        }

        return name > at + 1 ? new FilterToken(TokenKind.Placeholder, at, name) : Token(TokenKind.Other, at, 1);
    }

    private static FilterToken ReadColon(string text, int at)
    {
        switch (Peek(text, at + 1))
        {
            case '=':
                return Token(TokenKind.Other, at, 2);
            case ':':
                return Token(TokenKind.Typecast, at, 2);
            default:
                var end = PythonChars.WordEnd(text, at + 1);
                return end > at + 1 && !PythonChars.IsWordBefore(text, at) ? new FilterToken(TokenKind.Placeholder, at, end) : Token(TokenKind.Punctuation, at, 1);
        }
    }

    private static FilterToken LineComment(string text, int at)
    {
        var end = text.IndexOfAny(['\r', '\n'], at);
        return end < 0 ? new FilterToken(TokenKind.Comment, at, text.Length)
            : new FilterToken(TokenKind.Comment, at, text[end] == '\r' && Peek(text, end + 1) == '\n' ? end + 2 : end + 1);
    }

    /// <summary>
    /// Hexadecimal, floating or whole number. Directly before a Latin letter or an underscore the last digit is given back, as the
    /// regular expressions do: <c>12ab</c> is 1 and <c>2ab</c>, <c>1st</c> is a word, <c>1.e3</c> falls apart.
    /// </summary>
    private static bool TryNumber(string text, int at, out FilterToken token)
    {
        var start = text[at] == '-' ? at + 1 : at;
        if (Peek(text, start) == '0' && Peek(text, start + 1) is 'x' or 'X' && Uri.IsHexDigit(Peek(text, start + 2)))
        {
            var hex = start + 2;
            while (hex < text.Length && Uri.IsHexDigit(text[hex]))
            {
                hex++;
            }

            token = new FilterToken(TokenKind.Hex, at, hex);
            return true;
        }

        var whole = DigitsEnd(text, start);
        var fraction = Peek(text, whole) == '.' ? DigitsEnd(text, whole + 1) : whole;
        if (whole > start && TryExponent(text, fraction > whole + 1 ? fraction : whole, out var exponent))
        {
            token = new FilterToken(TokenKind.Float, at, exponent);
            return true;
        }

        if (Peek(text, whole) == '.' && TryGiveBack(text, fraction, whole > start ? whole + 1 : whole + 2, out var floatEnd))
        {
            token = new FilterToken(TokenKind.Float, at, floatEnd);
            return true;
        }

        if (whole > start && TryGiveBack(text, whole, start + 1, out var wholeEnd))
        {
            token = new FilterToken(TokenKind.Integer, at, wholeEnd);
            return true;
        }

        token = default;
        return false;
    }

    private static bool TryGiveBack(string text, int end, int least, out int result)
    {
        result = end < text.Length && (text[end] == '_' || PythonChars.IsLatin(text[end])) ? end - 1 : end;
        return result >= least;
    }

    private static bool TryExponent(string text, int at, out int end)
    {
        var digits = Peek(text, at + 1) == '-' ? at + 2 : at + 1;
        end = Peek(text, at) is 'e' or 'E' ? DigitsEnd(text, digits) : 0;
        return end > digits;
    }

    private static int DigitsEnd(string text, int at)
    {
        while (PythonChars.IsDigit(text, at))
        {
            at += PythonChars.UnitsAt(text, at);
        }

        return at;
    }
}
