namespace MlTrack.Internal.Yaml;

/// <summary>Chooses how PyYAML would write a string: plain, single-quoted or double-quoted.</summary>
internal static class PyYamlScalarText
{
    /// <summary>Gives the style for a string value or key.</summary>
    internal static YamlScalarStyle ChooseStyle(string text)
    {
        if (IsPlainWord(text))
        {
            return YamlScalarStyle.Plain;
        }

        Scan(text, out var special, out var multiline, out var edge, out var mixed, out var indicator);
        if (special || mixed)
        {
            return YamlScalarStyle.DoubleQuoted;
        }

        return multiline || edge || indicator || YamlTypes.Resolve(text.AsSpan()) != YamlScalarType.String
            ? YamlScalarStyle.SingleQuoted
            : YamlScalarStyle.Plain;
    }

    /// <summary>True for a line break of YAML 1.1.</summary>
    internal static bool IsBreak(char character) => character is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';

    internal static bool HasBreak(string text)
    {
        foreach (var character in text)
        {
            if (IsBreak(character))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for what PyYAML writes as it is; anything above U+FFFF it escapes.</summary>
    internal static bool IsPrintable(char character) =>
        character is '\n' or (>= ' ' and <= '~') or (>= '\xa0' and <= '\ud7ff') or (>= '\ue000' and <= '\ufffd' and not '\ufeff');

    // The texts that fill most files: identifiers, paths and URIs in ASCII that start with a letter (or "/") and are no word like "yes".
    private static bool IsPlainWord(string text)
    {
        if (text.Length < 6 || !(IsAsciiLetter(text[0]) || text[0] == '/'))
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            var character = text[i];
            var plain = IsAsciiLetter(character) || character is (>= '-' and <= '9') or '_' ||
                        (character == ':' && i + 1 < text.Length && text[i + 1] == '/');
            if (!plain)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAsciiLetter(char character) => (uint)((character | 0x20) - 'a') < 26;

    private static void Scan(string text, out bool special, out bool multiline, out bool edge, out bool mixed, out bool indicator)
    {
        special = multiline = mixed = false;
        edge = text.Length == 0 || text[0] == ' ' || IsBreak(text[0]) || text[text.Length - 1] == ' ' || IsBreak(text[text.Length - 1]);
        indicator = text.Length > 0 && StartsWithIndicator(text);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (!IsPrintable(character))
            {
                special = true;
                return;
            }

            if (i > 0)
            {
                // A blank beside a line break would be lost in any style but double quotes.
                mixed |= (character == ' ' && IsBreak(text[i - 1])) || (IsBreak(character) && text[i - 1] == ' ');
                indicator |= (character == ':' && IsBlankOrEnd(text, i + 1)) || (character == '#' && IsBlank(text[i - 1]));
            }

            multiline |= IsBreak(character);
        }
    }

    private static bool StartsWithIndicator(string text) => text[0] switch
    {
        '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
        '?' or ':' => IsBlankOrEnd(text, 1),
        '-' => IsBlankOrEnd(text, 1) || text.StartsWith("---", StringComparison.Ordinal),
        '.' => text.StartsWith("...", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsBlankOrEnd(string text, int index) => index >= text.Length || IsBlank(text[index]);

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\0' || IsBreak(character);
}
