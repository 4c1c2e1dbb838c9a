namespace MlTrack.Internal.Yaml;

/// <summary>
/// Reads the form in which <c>meta.yaml</c> files are written, straight from the bytes: <c>key: value</c> lines at the margin, one nested level with
/// two blanks, scalars on one line. Whatever looks otherwise makes it give up, and the full reader decides.
/// </summary>
internal ref struct SimpleYamlReader
{
    // Repeated keys are looked for pair by pair.
    private const int MaxEntries = 64;

    private readonly ReadOnlyMemory<byte> _source;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _line;

    private SimpleYamlReader(ReadOnlyMemory<byte> source)
    {
        _source = source;
        _bytes = source.Span;
        _position = 0;
        _line = 1;
    }

    /// <summary>Gives the document, or null if it is not in the simple form.</summary>
    internal static YamlMapping? TryRead(ReadOnlyMemory<byte> utf8, YamlLimits limits)
    {
        if (utf8.IsEmpty || limits.MaxNodes < MaxEntries * MaxEntries || limits.MaxDepth < 3)
        {
            return null;
        }

        var reader = new SimpleYamlReader(utf8);
        return reader.ReadMapping(indent: 0);
    }

    private YamlMapping? ReadMapping(int indent)
    {
        var entries = new List<YamlEntry>(16);
        var line = _line;
        while (_position < _bytes.Length && StartsAt(indent))
        {
            var start = _position;
            var entryLine = _line;
            _position += indent;
            if (entries.Count == MaxEntries || !TryReadKey(out var key) || IsRepeated(entries, key) || ReadValue(indent) is not { } value)
            {
                return null;
            }

            var scalar = new YamlScalar(key, YamlScalarStyle.Plain, YamlScalarType.String) { Line = entryLine };
            entries.Add(new YamlEntry(scalar, value, _source.Slice(start, _position - start)));
        }

        // The outer level must reach the end; the inner one ends where a line starts at the margin.
        var complete = indent == 0 ? _position == _bytes.Length : _position == _bytes.Length || _bytes[_position] != (byte)' ';
        return complete && entries.Count > 0 ? new YamlMapping(entries) { Line = line } : null;
    }

    private readonly bool StartsAt(int indent)
    {
        var rest = _bytes.Slice(_position);
        return indent == 0 ? rest[0] != (byte)' ' : rest.Length > 2 && rest[0] == (byte)' ' && rest[1] == (byte)' ' && rest[2] != (byte)' ';
    }

    private static bool IsRepeated(List<YamlEntry> entries, string key)
    {
        foreach (var entry in entries)
        {
            if (string.Equals(entry.Key.Text, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadKey(out string key)
    {
        var rest = _bytes.Slice(_position);
        var length = 0;
        while (length < rest.Length && SimpleYamlScalar.IsKeyByte(rest[length]))
        {
            length++;
        }

        key = string.Empty;
        if (length == 0 || length + 1 >= rest.Length || rest[length] != (byte)':' || rest[length + 1] is not ((byte)' ' or (byte)'\n'))
        {
            return false;
        }

        key = KnownYamlKeys.Get(rest.Slice(0, length));
        _position += length + 1;
        return YamlTypes.Resolve(key.AsSpan()) == YamlScalarType.String;
    }

    private YamlNode? ReadValue(int indent)
    {
        var line = _line;
        var rest = _bytes.Slice(_position);
        var end = rest.IndexOf((byte)'\n');
        var text = end < 0 ? rest : rest.Slice(0, end);
        _position += end < 0 ? rest.Length : end + 1;
        _line++;
        if (text.IsEmpty)
        {
            return ReadBelow(indent, line);
        }

        text = text.Slice(1);
        if (text.SequenceEqual("{}"u8))
        {
            return YamlMapping.Empty;
        }

        if (text.SequenceEqual("[]"u8))
        {
            return YamlSequence.Empty;
        }

        return SimpleYamlScalar.TryRead(text, line);
    }

    // Behind "key:" and the end of the line comes a nested mapping, or nothing, which is null.
    private YamlNode? ReadBelow(int indent, int line)
    {
        if (_position == _bytes.Length || (_bytes[_position] != (byte)' ' && SimpleYamlScalar.IsKeyByte(_bytes[_position])))
        {
            return new YamlScalar(string.Empty, YamlScalarStyle.Plain, YamlScalarType.Null) { Line = line };
        }

        return indent == 0 && _bytes[_position] == (byte)' ' ? ReadMapping(indent: 2) : null;
    }
}
