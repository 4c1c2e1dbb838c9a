namespace MlTrack.Internal.Yaml;

/// <summary>
/// Finds the lines that belong to each key of the outermost mapping: from the line of the key to the line of the next one. Only where every key
/// starts its own line at the margin; otherwise no entry gets lines.
/// </summary>
internal sealed class YamlSources
{
    private readonly ReadOnlyMemory<byte> _source;
    private readonly List<int> _keyLines = [];
    private bool _possible = true;

    internal YamlSources(ReadOnlyMemory<byte> source) => _source = source;

    internal void GiveUp() => _possible = false;

    internal void AddKey(int line, int column, int index)
    {
        _possible &= column == 1 && index == _keyLines.Count && (index == 0 || line > _keyLines[index - 1]);
        _keyLines.Add(line);
    }

    internal List<YamlEntry> Attach(List<YamlEntry> entries, int endLine)
    {
        if (!_possible || entries.Count != _keyLines.Count)
        {
            return entries;
        }

        var starts = YamlText.FindLineStarts(_source.Span);
        var end = EndOfDocument(starts, endLine);
        var attached = new List<YamlEntry>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var from = Offset(starts, _keyLines[i]);
            var to = i + 1 < entries.Count ? Offset(starts, _keyLines[i + 1]) : end;
            if (from < 0 || to <= from)
            {
                return entries;
            }

            attached.Add(new YamlEntry(entries[i].Key, entries[i].Value, _source.Slice(from, to - from)));
        }

        return attached;
    }

    private int EndOfDocument(List<int> starts, int line)
    {
        // The end of a block mapping is reported where the next thing stands: a document end marker, or the end of the file.
        var offset = Offset(starts, line);
        var marker = offset >= 0 && _source.Span.Slice(offset) is var rest && (rest.StartsWith("..."u8) || rest.StartsWith("---"u8));
        return marker ? offset : _source.Length;
    }

    private int Offset(List<int> starts, int line)
    {
        if (line < 1 || line > starts.Count)
        {
            return -1;
        }

        var offset = starts[line - 1];
        return line == 1 && _source.Span.StartsWith("\uFEFF"u8) ? 3 : offset;
    }
}
