using System.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>Decodes a YAML file and knows where its lines begin.</summary>
internal static class YamlText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives the text without its byte order mark.</summary>
    /// <exception cref="MalformedYamlException">A byte is not UTF-8, or a character may not stand in YAML.</exception>
    internal static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8.Slice(3);
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new MalformedYamlException("the file is not UTF-8", inner: exception);
        }

        var line = 1;
        foreach (var character in text)
        {
            if (character == '\n')
            {
                line++;
            }
            else if (!IsAllowed(character))
            {
                throw new MalformedYamlException($"the character U+{(int)character:X4} may not stand in YAML", line);
            }
        }

        return text;
    }

    /// <summary>The offsets of the first byte of every line, counted by line feeds as editors do.</summary>
    internal static List<int> FindLineStarts(ReadOnlySpan<byte> utf8)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n')
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }

    private static bool IsAllowed(char character) =>
        PyYamlScalarText.IsPrintable(character) || character is '\t' or '\r' or '\x85' or '\ufeff' || char.IsSurrogate(character);
}
