namespace MlTrack.Internal.Search;

/// <summary>
/// Python's "ignore case": two characters are alike when upper(lower(c)) is, one to one, with the few exceptions that its regular
/// expressions know. No culture, no expansion: <c>ß</c> is not <c>ss</c>.
/// </summary>
internal static class CaseFolding
{
    /// <summary>The character that stands for all that are alike.</summary>
    public static int Fold(int codePoint)
    {
        if (codePoint < 0x80)
        {
            return codePoint is >= 'a' and <= 'z' ? codePoint - 32 : codePoint;
        }

        switch (codePoint)
        {
            // .NET keeps these out of its invariant mappings, since they lead to ASCII.
            case 'İ' or 'ı':
                return 'I';
            case 'ſ':
                return 'S';
            case 0x212A:
                return 'K';

            // Precomposed twins that have no one-to-one upper case.
            case 0x1FD3:
                return 0x0390;
            case 0x1FE3:
                return 0x03B0;
            case 0xFB06:
                return 0xFB05;
        }

        if (codePoint <= 0xFFFF)
        {
            return char.ToUpperInvariant(char.ToLowerInvariant((char)codePoint));
        }

        var upper = char.ConvertFromUtf32(codePoint).ToLowerInvariant().ToUpperInvariant();
        return upper.Length == 2 ? char.ConvertToUtf32(upper[0], upper[1]) : codePoint;
    }

    /// <summary>The code point at a place; an unpaired surrogate stands for itself.</summary>
    public static int CodePointAt(string text, int at, out int units)
    {
        units = PythonChars.UnitsAt(text, at);
        return units == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
    }
}
