namespace MlTrack.Internal.Yaml;

/// <summary>One key and its value.</summary>
internal readonly struct YamlEntry
{
    internal YamlEntry(YamlScalar key, YamlNode value, ReadOnlyMemory<byte> source = default)
    {
        Key = key;
        Value = value;
        Source = source;
    }

    internal YamlScalar Key { get; }

    internal YamlNode Value { get; }

    /// <summary>
    /// The bytes of the entry in the file, from its key to the start of the next one, line breaks and comments included; empty where it has no
    /// lines of its own (flow style, merged, or not read from a file).
    /// </summary>
    internal ReadOnlyMemory<byte> Source { get; }
}

/// <summary>A mapping in the order of the file. A repeated key keeps its first place and its last value, as in Python.</summary>
internal sealed class YamlMapping : YamlNode
{
    internal static readonly YamlMapping Empty = new([]);

    // Below this, comparing a few strings is cheaper than hashing.
    private const int LinearLimit = 24;

    private readonly IReadOnlyList<YamlEntry> _entries;
    private readonly Dictionary<string, int>? _index;

    internal YamlMapping(IEnumerable<YamlEntry> entries)
    {
        var list = new List<YamlEntry>();
        var seen = new Dictionary<(string, YamlScalarType), int>();
        foreach (var entry in entries)
        {
            var identity = (entry.Key.Text, entry.Key.Type);
            if (seen.TryGetValue(identity, out var place))
            {
                list[place] = entry;
            }
            else
            {
                seen.Add(identity, list.Count);
                list.Add(entry);
            }
        }

        _entries = list;
        if (list.Count > LinearLimit)
        {
            _index = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i].Key.Type == YamlScalarType.String)
                {
                    _index[list[i].Key.Text] = i;
                }
            }
        }
    }

    // For a reader that has made sure that no key is repeated.
    internal YamlMapping(List<YamlEntry> distinctEntries) => _entries = distinctEntries;

    internal IReadOnlyList<YamlEntry> Entries => _entries;

    internal int Count => _entries.Count;

    /// <summary>The value under a text key; null if there is none. (A null in the file is a <see cref="YamlScalar"/>.)</summary>
    internal YamlNode? this[string key] => TryGet(key, out var value) ? value : null;

    internal bool ContainsKey(string key) => Find(key) >= 0;

    internal bool TryGet(string key, out YamlNode value)
    {
        var place = Find(key);
        value = place >= 0 ? _entries[place].Value : YamlScalar.Null;
        return place >= 0;
    }

    /// <summary>The text of a scalar of any type under a key; null if it is missing, null, or no scalar.</summary>
    internal string? GetText(string key) =>
        TryGet(key, out var value) && value is YamlScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>The integer under a key; null if it is missing or no 64-bit integer.</summary>
    internal long? GetInt64(string key) =>
        TryGet(key, out var value) && value is YamlScalar scalar && scalar.TryGetInt64(out var number) ? number : null;

    private int Find(string key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out var place) ? place : -1;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key.Type == YamlScalarType.String && string.Equals(_entries[i].Key.Text, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
