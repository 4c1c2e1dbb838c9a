using System.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>Reads a scalar that stands on one line, without comment, escape or blanks at its end.</summary>
internal static class SimpleYamlScalar
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static bool IsKeyByte(byte value) => IsLetter(value) || value is (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'.' or (byte)'-';

    /// <summary>Gives the scalar, or null if it needs the full reader.</summary>
    internal static YamlScalar? TryRead(ReadOnlySpan<byte> text, int line)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        return text[0] switch
        {
            (byte)'\'' => ReadSingleQuoted(text, line),
            (byte)'"' => ReadDoubleQuoted(text, line),
            _ => ReadPlain(text, line),
        };
    }

    private static YamlScalar? ReadSingleQuoted(ReadOnlySpan<byte> text, int line)
    {
        if (text.Length < 2 || text[text.Length - 1] != (byte)'\'' || Decode(text.Slice(1, text.Length - 2)) is not { } inner)
        {
            return null;
        }

        if (inner.IndexOf('\'') >= 0)
        {
            // Every quote inside must be one of a pair.
            for (var i = 0; i < inner.Length; i++)
            {
                if (inner[i] == '\'' && (++i == inner.Length || inner[i] != '\''))
                {
                    return null;
                }
            }

            inner = inner.Replace("''", "'");
        }

        return new YamlScalar(inner, YamlScalarStyle.SingleQuoted, YamlScalarType.String) { Line = line };
    }

    private static YamlScalar? ReadDoubleQuoted(ReadOnlySpan<byte> text, int line)
    {
        if (text.Length < 2 || text[text.Length - 1] != (byte)'"')
        {
            return null;
        }

        text = text.Slice(1, text.Length - 2);
        return text.IndexOfAny((byte)'"', (byte)'\\') < 0 && Decode(text) is { } inner
            ? new YamlScalar(inner, YamlScalarStyle.DoubleQuoted, YamlScalarType.String) { Line = line }
            : null;
    }

    private static YamlScalar? ReadPlain(ReadOnlySpan<byte> text, int line)
    {
        var first = text[0];
        var starts = IsLetter(first) || first is (>= (byte)'0' and <= (byte)'9') or (byte)'/' or (byte)'_' or (byte)'.' or (byte)'~' or (byte)'+' or >= 0x80 ||
                     (first == (byte)'-' && text.Length > 1 && text[1] != (byte)' ');
        if (!starts || text[text.Length - 1] is (byte)' ' or (byte)':')
        {
            return null;
        }

        for (var i = text.IndexOf((byte)' '); i >= 0 && i + 1 < text.Length; i++)
        {
            if (text[i] == (byte)' ' && (text[i + 1] == (byte)'#' || text[i - 1] == (byte)':'))
            {
                return null;
            }
        }

        if (Decode(text) is not { } plain)
        {
            return null;
        }

        var type = YamlTypes.Resolve(plain.AsSpan());
        return type is YamlScalarType.Merge or YamlScalarType.Default
            ? null
            : new YamlScalar(plain, YamlScalarStyle.Plain, type) { Line = line };
    }

    // Null if there is a character that is not simply itself: controls, tabs, line breaks of Unicode, or no UTF-8 at all.
    private static string? Decode(ReadOnlySpan<byte> utf8)
    {
        var ascii = true;
        foreach (var value in utf8)
        {
            if (value is < 0x20 or 0x7f)
            {
                return null;
            }

            ascii &= value < 0x80;
        }

        if (ascii)
        {
            return Encoding.ASCII.GetString(utf8);
        }

        try
        {
            var text = StrictUtf8.GetString(utf8);
            foreach (var character in text)
            {
                if (PyYamlScalarText.IsBreak(character) || !(PyYamlScalarText.IsPrintable(character) || char.IsSurrogate(character)))
                {
                    return null;
                }
            }

            return text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsLetter(byte value) => (uint)((value | 0x20) - 'a') < 26;
}
