using System.Globalization;

namespace MlTrack.Internal.Search;

/// <summary>The character classes of Python's regular expressions, which decide where MLflow's tokens begin and end.</summary>
internal static class PythonChars
{
    /// <summary>Python's <c>\s</c>: .NET's white space and the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => c <= 0x7F ? c == ' ' || c is >= '\t' and <= '\r' || c is >= '\x1C' and <= '\x1F' : char.IsWhiteSpace(c);

    /// <summary>Python's <c>\d</c>: a decimal digit of any script.</summary>
    public static bool IsDigit(string text, int at) => at < text.Length && (text[at] <= 0x7F ? text[at] is >= '0' and <= '9' : char.IsDigit(text, at));

    /// <summary>Python's <c>\w</c> at a place, and how many UTF-16 units it takes there (0: no word character).</summary>
    public static int WordLength(string text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        var c = text[at];
        if (c <= 0x7F)
        {
            return c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' ? 1 : 0;
        }

        return CharUnicodeInfo.GetUnicodeCategory(text, at) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => UnitsAt(text, at),
            _ => 0,
        };
    }

    /// <summary>True when the character before a place is a word character.</summary>
    public static bool IsWordBefore(string text, int at)
    {
        if (at == 0)
        {
            return false;
        }

        var start = at >= 2 && char.IsSurrogatePair(text[at - 2], text[at - 1]) ? at - 2 : at - 1;
        return WordLength(text, start) > 0;
    }

    /// <summary>The place after the word characters that begin at a place.</summary>
    public static int WordEnd(string text, int at)
    {
        for (int length; (length = WordLength(text, at)) > 0;)
        {
            at += length;
        }

        return at;
    }

    /// <summary>The place after the white space that begins at a place.</summary>
    public static int SpaceEnd(string text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// The class <c>[A-ZÀ-Ü]</c> without regard to case, as Python understands that: the Kelvin and Ångström signs, the long s and
    /// the two Turkish letters belong to it, and so does the multiplication sign, which lies within the range.
    /// </summary>
    public static bool IsLatin(char c) => c switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => true,
        < 'À' => false,
        <= 'Ü' => true,
        '÷' => false,
        >= 'à' and <= 'ü' => true,
        _ => c is 'İ' or 'ı' or 'ſ' or '\u212A' or '\u212B',
    };

    /// <summary>One for a character of the basic plane, two for a surrogate pair.</summary>
    public static int UnitsAt(string text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    /// <summary>Compares a word of a text with an upper case ASCII word, without regard to case.</summary>
    public static bool Equals(string text, int start, int end, string upper)
    {
        if (end - start != upper.Length)
        {
            return false;
        }

        for (var i = 0; i < upper.Length; i++)
        {
            var c = text[start + i];
            if (c != upper[i] && (c is < 'a' or > 'z' || c - 32 != upper[i]))
            {
                return false;
            }
        }

        return true;
    }
}
