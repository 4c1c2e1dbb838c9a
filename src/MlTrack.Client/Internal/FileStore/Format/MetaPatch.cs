using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// Changes some keys of a <c>meta.yaml</c> and leaves the bytes of all others as they are, comments and keys of other versions included. A file in a form
/// where keys have no lines of their own (flow style, merged mappings) is written anew in MLflow's form.
/// </summary>
internal static class MetaPatch
{
    /// <param name="content">The file; must be a mapping.</param>
    /// <param name="changes">Null takes a key away; a key that is missing is put where the order of the keys wants it.</param>
    internal static byte[] Apply(ReadOnlyMemory<byte> content, IReadOnlyList<KeyValuePair<string, YamlNode?>> changes)
    {
        var entries = YamlDocument.ParseMapping(content).Entries;
        var canKeep = entries.Count > 0 && entries.All(entry => !entry.Source.IsEmpty);
        var parts = new List<(string Key, YamlScalar Scalar, YamlNode Value, ReadOnlyMemory<byte> Source)>(entries.Count + 1);
        foreach (var entry in entries)
        {
            parts.Add((entry.Key.Text, entry.Key, entry.Value, entry.Source));
        }

        foreach (var change in changes)
        {
            Change(parts, change.Key, change.Value);
        }

        return canKeep
            ? Join(content, entries, parts.ConvertAll(part => (part.Scalar, part.Value, part.Source)))
            : PyYamlWriter.ToBytes(new YamlMapping(parts.Select(part => new YamlEntry(part.Scalar, part.Value))));
    }

    private static void Change(List<(string Key, YamlScalar Scalar, YamlNode Value, ReadOnlyMemory<byte> Source)> parts, string key, YamlNode? value)
    {
        var index = parts.FindIndex(part => part.Key == key);
        if (value is null)
        {
            if (index >= 0)
            {
                parts.RemoveAt(index);
            }

            return;
        }

        if (index >= 0)
        {
            if (!IsSame(parts[index].Value, value))
            {
                parts[index] = (key, parts[index].Scalar, value, default);
            }

            return;
        }

        index = parts.FindIndex(part => CodePointOrder.Instance.Compare(part.Key, key) > 0);
        parts.Insert(index < 0 ? parts.Count : index, (key, YamlScalar.String(key), value, default));
    }

    private static byte[] Join(
        ReadOnlyMemory<byte> content, IReadOnlyList<YamlEntry> entries, List<(YamlScalar Key, YamlNode Value, ReadOnlyMemory<byte> Source)> parts)
    {
        // What stands before the first key (a byte order mark, a document marker, comments) and behind the last one stays.
        var first = content.Span.IndexOf(entries[0].Source.Span);
        var kept = 0;
        foreach (var entry in entries)
        {
            kept += entry.Source.Length;
        }

        using var stream = new MemoryStream(content.Length + 64);
        Write(stream, content.Slice(0, first));
        foreach (var (key, value, source) in parts)
        {
            EndLine(stream);
            Write(stream, source.IsEmpty ? PyYamlWriter.ToBytes(new YamlMapping([new YamlEntry(key, value)])) : source);
        }

        var behind = content.Slice(first + kept);
        if (!behind.IsEmpty)
        {
            EndLine(stream);
            Write(stream, behind);
        }

        return stream.ToArray();
    }

    // An equal value keeps the form in which somebody wrote it.
    private static bool IsSame(YamlNode old, YamlNode value)
    {
        if (old is not YamlScalar a || value is not YamlScalar b || a.Type != b.Type)
        {
            return false;
        }

        return a.IsNull || (a.TryGetInt64(out var x) && b.TryGetInt64(out var y) ? x == y : string.Equals(a.Text, b.Text, StringComparison.Ordinal));
    }

    private static void EndLine(MemoryStream stream)
    {
        // Behind a byte order mark the first line begins.
        if (stream.Length > 0 && stream.GetBuffer()[stream.Length - 1] != (byte)'\n' && !(stream.Length == 3 && stream.GetBuffer()[0] == 0xEF))
        {
            stream.WriteByte((byte)'\n');
        }
    }

    private static void Write(MemoryStream stream, ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        stream.Write(copy, 0, copy.Length);
    }
}
