namespace MlTrack.Internal.Yaml;

/// <summary>
/// Changes keys of a YAML mapping and leaves everything else as it was: unknown keys, their order, comments, quoting, line ends.
/// </summary>
/// <remarks>
/// Where every key starts a line at the margin, the lines of the other keys are copied byte for byte; a value that does not change keeps its lines
/// too. In any other form (flow style, indented, merged) the document is written anew in PyYAML's form, with the unknown keys in it. The result is
/// read back before it is given out, so that a change can never damage a file.
/// </remarks>
internal static class YamlPatch
{
    /// <summary>Gives the document with some keys set and others removed.</summary>
    /// <param name="original">The document; empty or null counts as an empty mapping.</param>
    /// <param name="set">Keys and their new values. A new key goes before the first key that sorts behind it, if the keys are sorted, else to the end.</param>
    /// <param name="remove">Keys to remove; those that are not there do not matter.</param>
    /// <exception cref="MalformedYamlException">The original is malformed or no mapping.</exception>
    internal static byte[] Apply(
        ReadOnlyMemory<byte> original, IReadOnlyList<(string Key, YamlNode Value)> set, IReadOnlyList<string> remove, YamlLimits? limits = null)
    {
        var root = YamlDocument.Parse(original, limits);
        var before = root.IsNull ? YamlMapping.Empty : YamlDocument.AsMapping(root);
        var changes = Merge(before, set, remove);
        if (HasOwnLines(original, before))
        {
            var patched = CopyLines(original, before, changes);
            if (ReadsAs(patched, changes, limits))
            {
                return patched;
            }
        }

        return PyYamlWriter.ToBytes(new YamlMapping(changes.Select(change => new YamlEntry(change.Key, change.Value))));
    }

    // The keys of the result in their order, with the entry each had before.
    private static List<Change> Merge(YamlMapping before, IReadOnlyList<(string Key, YamlNode Value)> set, IReadOnlyList<string> remove)
    {
        var changes = new List<Change>(before.Count + set.Count);
        foreach (var entry in before.Entries)
        {
            if (entry.Key.Type != YamlScalarType.String || !remove.Contains(entry.Key.Text))
            {
                changes.Add(new Change(entry.Key, entry.Value, entry));
            }
        }

        foreach (var (key, value) in set)
        {
            var place = changes.FindIndex(change => IsKey(change.Key, key));
            if (place >= 0)
            {
                var change = changes[place];
                changes[place] = AreSame(change.Value, value) ? change : new Change(change.Key, value, change.Before, isChanged: true);
            }
            else
            {
                changes.Insert(PlaceOf(changes, key), new Change(YamlScalar.String(key), value, null, isChanged: true));
            }
        }

        return changes;
    }

    private static int PlaceOf(List<Change> changes, string key)
    {
        for (var i = 1; i < changes.Count; i++)
        {
            if (CompareCodePoints(changes[i - 1].Key.Text, changes[i].Key.Text) > 0)
            {
                return changes.Count;
            }
        }

        var place = changes.FindIndex(change => CompareCodePoints(change.Key.Text, key) > 0);
        return place < 0 ? changes.Count : place;
    }

    private static byte[] CopyLines(ReadOnlyMemory<byte> original, YamlMapping before, List<Change> changes)
    {
        var writer = new PyYamlWriter(original.Length + 256);
        var span = original.Span;
        var first = OffsetOf(original, before.Entries[0].Source);
        var last = before.Entries[before.Count - 1].Source;
        var end = OffsetOf(original, last) + last.Length;
        var mark = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        writer.WriteRaw(span.Slice(mark, first - mark));
        foreach (var change in changes)
        {
            var kept = change.Before is { } entry ? entry.Source.Span : default;
            if (change.IsChanged)
            {
                writer.Write(change.Key.Text, change.Value);
                kept = TrailingComments(kept, change.Before?.Value);
            }

            if (!kept.IsEmpty)
            {
                writer.WriteRaw(kept);
            }
        }

        if (end < span.Length)
        {
            writer.WriteRaw(span.Slice(end));
        }

        // A file that ended without a line break and was not changed at its end stays so.
        var lines = changes.Count > 0 && changes[changes.Count - 1].IsChanged ? writer.ToArray() : writer.ToArrayAsIs();
        return mark == 0 ? lines : [.. span.Slice(0, mark), .. lines];
    }

    // Comments and empty lines below a value stay when the value goes; inside of block scalars they would be text.
    private static ReadOnlySpan<byte> TrailingComments(ReadOnlySpan<byte> lines, YamlNode? value)
    {
        if (value is YamlScalar { Style: YamlScalarStyle.Literal or YamlScalarStyle.Folded } or YamlMapping { Count: > 0 } or YamlSequence { Items.Count: > 0 })
        {
            return default;
        }

        var start = lines.Length;
        while (start > 0)
        {
            var previous = start < 2 ? -1 : lines.Slice(0, start - 1).LastIndexOf((byte)'\n');
            var line = lines.Slice(previous + 1, start - previous - 1);
            if (previous < 0 || !(line[0] is (byte)'#' or (byte)'\n' or (byte)'\r'))
            {
                break;
            }

            start = previous + 1;
        }

        return lines.Slice(start);
    }

    // The lines of the entries must follow each other; they do not where a key is repeated.
    private static bool HasOwnLines(ReadOnlyMemory<byte> document, YamlMapping mapping)
    {
        var end = -1;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Source.IsEmpty || entry.Key.Type != YamlScalarType.String)
            {
                return false;
            }

            var start = OffsetOf(document, entry.Source);
            if (end >= 0 && start != end)
            {
                return false;
            }

            end = start + entry.Source.Length;
        }

        return end >= 0;
    }

    // Entries hold slices of the document's own memory.
    private static int OffsetOf(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> lines)
    {
        document.Span.Overlaps(lines.Span, out var offset);
        return offset;
    }

    private static bool ReadsAs(byte[] patched, List<Change> changes, YamlLimits? limits)
    {
        try
        {
            var after = YamlDocument.ParseMapping(patched, limits);
            if (after.Count != changes.Count)
            {
                return false;
            }

            for (var i = 0; i < changes.Count; i++)
            {
                var entry = after.Entries[i];
                if (entry.Key.Text != changes[i].Key.Text || !AreSame(entry.Value, changes[i].Value))
                {
                    return false;
                }
            }

            return true;
        }
        catch (MalformedYamlException)
        {
            // For instance an anchor went with its key while a reference to it stayed.
            return false;
        }
    }

    private static bool AreSame(YamlNode left, YamlNode right)
    {
        switch (left, right)
        {
            case (YamlScalar a, YamlScalar b):
                return a.Type == b.Type && (a.Type == YamlScalarType.Null || string.Equals(a.Text, b.Text, StringComparison.Ordinal));
            case (YamlSequence a, YamlSequence b):
                return a.Items.Count == b.Items.Count && a.Items.Zip(b.Items, AreSame).All(same => same);
            case (YamlMapping a, YamlMapping b):
                return a.Count == b.Count && a.Entries.Zip(b.Entries, (x, y) => AreSame(x.Key, y.Key) && AreSame(x.Value, y.Value)).All(same => same);
            default:
                return false;
        }
    }

    private static bool IsKey(YamlScalar key, string text) =>
        key.Type == YamlScalarType.String && string.Equals(key.Text, text, StringComparison.Ordinal);

    // Python sorts by code point; ordinal comparison of UTF-16 differs above U+FFFF.
    private static int CompareCodePoints(string left, string right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
            {
                var surrogates = (char.IsSurrogate(left[i]) ? 1 : 0) - (char.IsSurrogate(right[i]) ? 1 : 0);
                return surrogates != 0 ? surrogates : left[i] - right[i];
            }
        }

        return left.Length - right.Length;
    }

    private readonly struct Change(YamlScalar key, YamlNode value, YamlEntry? before, bool isChanged = false)
    {
        internal YamlScalar Key { get; } = key;

        internal YamlNode Value { get; } = value;

        internal YamlEntry? Before { get; } = before;

        internal bool IsChanged { get; } = isChanged;
    }
}
