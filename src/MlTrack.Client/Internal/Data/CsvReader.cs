using System.Text;

namespace MlTrack.Internal.Data;

/// <summary>Reads records of comma-separated values (RFC 4180): quotes around a field, doubled inside; line breaks within quotes belong to the field.</summary>
/// <remarks>Blank lines are passed over, as in pandas. A field is text; what a missing one means is decided by who reads it. Not thread-safe.</remarks>
internal sealed class CsvReader
{
    private readonly TextReader _reader;
    private readonly char _separator;
    private readonly StringBuilder _field = new();

    internal CsvReader(TextReader reader, char separator)
    {
        _reader = reader;
        _separator = separator;
    }

    /// <summary>Gives the next record; null at the end.</summary>
    internal List<string>? Read()
    {
        while (_reader.Peek() >= 0)
        {
            var record = ReadRecord();
            if (record.Count > 1 || record[0].Length > 0)
            {
                return record;
            }
        }

        return null;
    }

    private List<string> ReadRecord()
    {
        var record = new List<string>();
        while (true)
        {
            var end = ReadField();
            record.Add(_field.ToString());
            if (end != _separator)
            {
                return record;
            }
        }
    }

    // Gives what ended the field: the separator, a line feed, or -1.
    private int ReadField()
    {
        _field.Clear();
        var quoted = false;
        while (true)
        {
            var next = _reader.Read();
            if (next < 0)
            {
                return next;
            }

            var character = (char)next;
            if (character == '"' && (quoted || _field.Length == 0))
            {
                if (quoted && _reader.Peek() == '"')
                {
                    _field.Append((char)_reader.Read());
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (!quoted && character == _separator)
            {
                return character;
            }
            else if (!quoted && character is '\n' or '\r')
            {
                if (character == '\r' && _reader.Peek() == '\n')
                {
                    _reader.Read();
                }

                return '\n';
            }
            else
            {
                _field.Append(character);
            }
        }
    }
}
