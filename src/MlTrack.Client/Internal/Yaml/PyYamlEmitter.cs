using System.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>
/// Puts scalars and indicators into a growing UTF-8 buffer and keeps the state on which PyYAML's layout depends: column, indentation, and what
/// was written last.
/// </summary>
internal sealed class PyYamlEmitter
{
    private const int BestWidth = 80;

    private readonly bool _asciiOnly;
    private byte[] _buffer;
    private int _column;
    private bool _whitespace = true;
    private bool _indention = true;

    internal PyYamlEmitter(int capacity, bool asciiOnly = false)
    {
        _buffer = new byte[capacity];
        _asciiOnly = asciiOnly;
    }

    internal int Length { get; private set; }

    /// <summary>Columns at which the next line starts.</summary>
    internal int Indent { get; set; }

    internal bool AfterIndention => _indention;

    internal ReadOnlyMemory<byte> Written => new(_buffer, 0, Length);

    internal void Clear()
    {
        Length = 0;
        Indent = 0;
        _column = 0;
        _whitespace = _indention = true;
    }

    /// <summary>Goes to a fresh line and its indentation, unless it is there already.</summary>
    internal void WriteIndent()
    {
        if (!_indention || _column > Indent || (_column == Indent && !_whitespace))
        {
            Break();
        }

        while (_column < Indent)
        {
            Put((byte)' ');
        }

        _whitespace = _indention = true;
    }

    internal void WriteIndicator(string indicator, bool needsWhitespace, bool isWhitespace, bool keepsIndention)
    {
        if (needsWhitespace && !_whitespace)
        {
            Put((byte)' ');
        }

        PutAscii(indicator);
        _whitespace = isWhitespace;
        _indention &= keepsIndention;
    }

    internal void EndDocument()
    {
        if (_column > 0)
        {
            Break();
        }
    }

    /// <summary>Appends whole lines as they are.</summary>
    internal void WriteRawLines(ReadOnlySpan<byte> lines)
    {
        EndDocument();
        Reserve(lines.Length);
        lines.CopyTo(_buffer.AsSpan(Length));
        Length += lines.Length;
        _column = lines.IsEmpty || lines[lines.Length - 1] == (byte)'\n' ? 0 : 1;
        _whitespace = _indention = true;
    }

    internal void WriteScalar(string text, YamlScalarStyle style, bool isSimpleKey)
    {
        switch (style)
        {
            case YamlScalarStyle.Plain:
                WritePlain(text, !isSimpleKey);
                break;
            case YamlScalarStyle.SingleQuoted:
                WriteSingleQuoted(text, !isSimpleKey);
                break;
            default:
                WriteDoubleQuoted(text, !isSimpleKey);
                break;
        }
    }

    private void WritePlain(string text, bool mayFold)
    {
        if (!_whitespace && text.Length > 0)
        {
            Put((byte)' ');
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && mayFold && _column > BestWidth && IsLoneBlank(text, i))
            {
                WriteIndent();
            }
            else
            {
                PutCharacter(text[i]);
            }
        }

        _whitespace = _indention = false;
    }

    private void WriteSingleQuoted(string text, bool mayFold)
    {
        WriteIndicator("'", needsWhitespace: true, isWhitespace: false, keepsIndention: false);
        var breaks = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (PyYamlScalarText.IsBreak(character))
            {
                // The first line feed of a run would be read as a fold, so it is doubled.
                if (!breaks && character == '\n')
                {
                    Break();
                }

                PutBreak(character);
                _indention = breaks = true;
                continue;
            }

            if (character == ' ' && mayFold && _column > BestWidth && i > 0 && i < text.Length - 1 && IsLoneBlank(text, i))
            {
                WriteIndent();
                continue;
            }

            if (breaks)
            {
                WriteIndent();
                breaks = false;
            }

            if (character == '\'')
            {
                Put((byte)'\'');
            }

            PutCharacter(character);
            _indention = false;
        }

        if (breaks)
        {
            WriteIndent();
        }

        WriteIndicator("'", needsWhitespace: false, isWhitespace: false, keepsIndention: false);
    }

    private void WriteDoubleQuoted(string text, bool mayFold)
    {
        WriteIndicator("\"", needsWhitespace: true, isWhitespace: false, keepsIndention: false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character is '"' or '\\' || PyYamlScalarText.IsBreak(character) || !PyYamlScalarText.IsPrintable(character) ||
                (_asciiOnly && character > '~'))
            {
                i += WriteEscape(text, i);
            }
            else if (character == ' ' && mayFold && _column > BestWidth && i > 0 && i < text.Length - 1 && text[i - 1] != ' ')
            {
                WriteIndent();
                if (text[i + 1] == ' ')
                {
                    Put((byte)'\\');
                }
            }
            else
            {
                PutCharacter(character);
            }
        }

        WriteIndicator("\"", needsWhitespace: false, isWhitespace: false, keepsIndention: false);
    }

    // Gives how many further UTF-16 units were used.
    private int WriteEscape(string text, int index)
    {
        var character = text[index];
        var letter = character switch
        {
            '\0' => '0',
            '\a' => 'a',
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\v' => 'v',
            '\f' => 'f',
            '\r' => 'r',
            '\x1b' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\x85' => 'N',
            '\xa0' => '_',
            '\u2028' => 'L',
            '\u2029' => 'P',
            _ => '\0',
        };
        Put((byte)'\\');
        if (letter != '\0')
        {
            Put((byte)letter);
            return 0;
        }

        var pair = char.IsSurrogatePair(text, index);
        var codePoint = pair ? char.ConvertToUtf32(text, index) : character;
        var digits = codePoint <= 0xff ? 2 : codePoint <= 0xffff ? 4 : 8;
        Put(digits switch { 2 => (byte)'x', 4 => (byte)'u', _ => (byte)'U' });
        for (var shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            Put((byte)"0123456789ABCDEF"[(codePoint >> shift) & 15]);
        }

        return pair ? 1 : 0;
    }

    private static bool IsLoneBlank(string text, int index) =>
        (index == 0 || text[index - 1] != ' ') && (index + 1 >= text.Length || text[index + 1] != ' ');

    private void PutCharacter(char character)
    {
        if (character <= '\x7f')
        {
            Put((byte)character);
            return;
        }

        // Never half a surrogate pair: those are escaped.
        Reserve(3);
        if (character <= '\u07ff')
        {
            _buffer[Length++] = (byte)(0xc0 | (character >> 6));
        }
        else
        {
            _buffer[Length++] = (byte)(0xe0 | (character >> 12));
            _buffer[Length++] = (byte)(0x80 | ((character >> 6) & 0x3f));
        }

        _buffer[Length++] = (byte)(0x80 | (character & 0x3f));
        _column++;
    }

    private void PutAscii(string text)
    {
        Reserve(text.Length);
        Length += Encoding.ASCII.GetBytes(text, 0, text.Length, _buffer, Length);
        _column += text.Length;
    }

    private void Put(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
        _column++;
    }

    private void PutBreak(char character)
    {
        PutCharacter(character);
        _column = 0;
    }

    private void Break() => PutBreak('\n');

    private void Reserve(int count)
    {
        if (Length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }
    }
}
