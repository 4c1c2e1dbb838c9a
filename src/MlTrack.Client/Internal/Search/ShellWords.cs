using System.Text;

namespace MlTrack.Internal.Search;

/// <summary>Splits text like a shell line, as MLflow does with an item of <c>order_by</c>.</summary>
internal static class ShellWords
{
    /// <summary>Splits a text at white space outside of quotes, and takes the quotes off.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The words, or null when a quote is not closed.</returns>
    public static List<string>? Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                Finish(words, ref word);
                continue;
            }

            word ??= new StringBuilder();
            if (c is '"' or '\'')
            {
                i = ReadQuoted(text, i, word);
            }
            else if (c == '\\')
            {
                i = i + 1 < text.Length ? i + 1 : text.Length;
                _ = i < text.Length ? word.Append(text[i]) : word;
            }
            else
            {
                word.Append(c);
            }

            if (i >= text.Length)
            {
                return null;
            }
        }

        Finish(words, ref word);
        return words;
    }

    /// <summary>Reads to the closing quote and gives its place; the text's length when there is none.</summary>
    private static int ReadQuoted(string text, int at, StringBuilder word)
    {
        var quote = text[at];
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                return i;
            }

            // In double quotes a backslash hides a double quote or another backslash, and is itself elsewhere.
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
            {
                i++;
            }

            word.Append(text[i]);
        }

        return text.Length;
    }

    private static void Finish(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }
}
