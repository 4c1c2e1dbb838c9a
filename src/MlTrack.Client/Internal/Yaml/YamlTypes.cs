namespace MlTrack.Internal.Yaml;

/// <summary>
/// The types of plain scalars in YAML 1.1, as PyYAML finds them: by patterns that differ from YAML 1.2 (<c>yes</c> is a boolean, <c>0123</c> is octal,
/// <c>1:30</c> is 90, while <c>1e3</c> is a string).
/// </summary>
internal static partial class YamlTypes
{
    /// <summary>Gives the type of a plain scalar.</summary>
    internal static YamlScalarType Resolve(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return YamlScalarType.Null;
        }

        var first = text[0];
        if (first is (>= '0' and <= '9') or '-' or '+' or '.')
        {
            return ResolveNumber(text);
        }

        return text.Length > 5 ? YamlScalarType.String : ResolveWord(text);
    }

    private static YamlScalarType ResolveWord(ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '~': return text.Length == 1 ? YamlScalarType.Null : YamlScalarType.String;
            case '=': return text.Length == 1 ? YamlScalarType.Default : YamlScalarType.String;
            case '<': return text.SequenceEqual("<<".AsSpan()) ? YamlScalarType.Merge : YamlScalarType.String;
        }

        if (IsWord(text, "null"))
        {
            return YamlScalarType.Null;
        }

        return TryGetBoolean(text, out _) ? YamlScalarType.Boolean : YamlScalarType.String;
    }

    /// <summary>Reads <c>yes no true false on off</c> in lower case, upper case or with a capital first letter.</summary>
    internal static bool TryGetBoolean(ReadOnlySpan<char> text, out bool value)
    {
        value = IsWord(text, "true") || IsWord(text, "yes") || IsWord(text, "on");
        return value || IsWord(text, "false") || IsWord(text, "no") || IsWord(text, "off");
    }

    private static bool IsWord(ReadOnlySpan<char> text, string lower)
    {
        if (text.Length != lower.Length || (text[0] | 0x20) != lower[0])
        {
            return false;
        }

        var tail = text.Slice(1);
        var lowerTail = lower.AsSpan(1);
        if (tail.SequenceEqual(lowerTail))
        {
            return true;
        }

        if (text[0] == lower[0])
        {
            return false;
        }

        for (var i = 0; i < tail.Length; i++)
        {
            if (tail[i] != lowerTail[i] - 32)
            {
                return false;
            }
        }

        return true;
    }

    private static YamlScalarType ResolveNumber(ReadOnlySpan<char> text)
    {
        if (IsInteger(text))
        {
            return YamlScalarType.Integer;
        }

        if (IsFloat(text))
        {
            return YamlScalarType.Float;
        }

        return IsTimestamp(text) ? YamlScalarType.Timestamp : YamlScalarType.String;
    }

    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        var digits = WithoutSign(text);
        if (digits.IsEmpty)
        {
            return false;
        }

        if (digits[0] == '0')
        {
            if (digits.Length == 1)
            {
                return true;
            }

            return digits[1] switch
            {
                'b' => digits.Length > 2 && Span(digits.Slice(2), c => c is '0' or '1' or '_') == digits.Length - 2,
                'x' => digits.Length > 2 && Span(digits.Slice(2), IsHexOrUnderscore) == digits.Length - 2,
                _ => Span(digits, c => c is (>= '0' and <= '7') or '_') == digits.Length,
            };
        }

        if (!IsDigit(digits[0]))
        {
            return false;
        }

        var length = Span(digits, IsDigitOrUnderscore);
        return length == digits.Length || SkipSexagesimal(digits.Slice(length)) == digits.Length - length;
    }

    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        var rest = WithoutSign(text);
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest[0] == '.')
        {
            var word = rest.Slice(1);
            if (word.Length == 3 && (IsWord(word, "inf") || (rest.Length == text.Length && IsNan(word))))
            {
                return true;
            }

            // A sign before the point makes a string.
            return rest.Length == text.Length && word.Length > 0 && IsDigit(word[0]) && IsFractionEnd(word);
        }

        if (!IsDigit(rest[0]))
        {
            return false;
        }

        rest = rest.Slice(Span(rest, IsDigitOrUnderscore));
        if (rest.Length > 0 && rest[0] == '.')
        {
            return IsFractionEnd(rest.Slice(1));
        }

        rest = rest.Slice(SkipSexagesimal(rest));
        return rest.Length > 0 && rest[0] == '.' && Span(rest.Slice(1), IsDigitOrUnderscore) == rest.Length - 1;
    }

    private static bool IsNan(ReadOnlySpan<char> word) =>
        word.SequenceEqual("nan".AsSpan()) || word.SequenceEqual("NaN".AsSpan()) || word.SequenceEqual("NAN".AsSpan());

    // Digits, then nothing or an exponent, whose sign is not optional.
    private static bool IsFractionEnd(ReadOnlySpan<char> text)
    {
        text = text.Slice(Span(text, IsDigitOrUnderscore));
        return text.IsEmpty ||
               (text.Length > 2 && text[0] is 'e' or 'E' && text[1] is '-' or '+' && Span(text.Slice(2), IsDigit) == text.Length - 2);
    }

    // The length of (:[0-5]?[0-9])+ at the start; 0 if there is none.
    private static int SkipSexagesimal(ReadOnlySpan<char> text)
    {
        var position = 0;
        while (position + 1 < text.Length && text[position] == ':' && IsDigit(text[position + 1]))
        {
            var two = text[position + 1] <= '5' && position + 2 < text.Length && IsDigit(text[position + 2]);
            position += two ? 3 : 2;
        }

        return position;
    }

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> text) => text[0] is '-' or '+' ? text.Slice(1) : text;

    private static int Span(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsDigitOrUnderscore(char character) => character is (>= '0' and <= '9') or '_';

    private static bool IsHexOrUnderscore(char character) =>
        character is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or '_';
}
