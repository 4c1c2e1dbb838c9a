using System.Buffers;
using System.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>
/// Writes YAML byte for byte as PyYAML's dumper does for MLflow: block style, 80 columns, UTF-8, no document marker, a line feed at the end.
/// </summary>
/// <remarks>
/// The caller gives the keys in their order (MLflow sorts them by code point). Not thread-safe; may be reused after <see cref="Clear"/>.
/// </remarks>
internal sealed class PyYamlWriter
{
    // PyYAML writes longer keys, and keys with line breaks, as "? key" on a line of their own.
    private const int MaxSimpleKeyBytes = 128;

    private readonly PyYamlEmitter _emitter;
    private readonly bool _asciiOnly;

    /// <param name="asciiOnly">True to escape what is not ASCII, as PyYAML does by itself: MLflow asks for Unicode in its own files only.</param>
    internal PyYamlWriter(int capacity = 1024, bool asciiOnly = false)
    {
        _emitter = new PyYamlEmitter(capacity, asciiOnly);
        _asciiOnly = asciiOnly;
    }

    /// <summary>What was written so far; valid until the next write.</summary>
    internal ReadOnlyMemory<byte> WrittenMemory
    {
        get
        {
            _emitter.EndDocument();
            return _emitter.Written;
        }
    }

    /// <summary>Gives a tree as a document.</summary>
    internal static byte[] ToBytes(YamlNode root, bool asciiOnly = false)
    {
        var writer = new PyYamlWriter(asciiOnly: asciiOnly);
        writer.WriteNode(root, insideMapping: false, level: -1);
        return writer.ToArray();
    }

    internal void Clear() => _emitter.Clear();

    internal byte[] ToArray() => WrittenMemory.ToArray();

    /// <summary>What was written, without a line feed at the end if raw lines ended without one.</summary>
    internal byte[] ToArrayAsIs() => _emitter.Written.ToArray();

    internal void CopyTo(IBufferWriter<byte> destination) => destination.Write(WrittenMemory.Span);

    internal PyYamlWriter Write(string key, string? value) => Write(key, value is null ? YamlScalar.Null : YamlScalar.String(value));

    internal PyYamlWriter Write(string key, long value) => Write(key, YamlScalar.Integer(value));

    internal PyYamlWriter Write(string key, long? value) => Write(key, value is { } number ? YamlScalar.Integer(number) : YamlScalar.Null);

    internal PyYamlWriter Write(string key, bool value) => Write(key, YamlScalar.Boolean(value));

    internal PyYamlWriter Write(string key, double value) => Write(key, YamlScalar.Float(value));

    internal PyYamlWriter WriteNull(string key) => Write(key, YamlScalar.Null);

    internal PyYamlWriter WriteEmptySequence(string key) => Write(key, YamlSequence.Empty);

    /// <summary>Writes a nested mapping of texts in the order given; <c>{}</c> if there are none.</summary>
    internal PyYamlWriter Write(string key, IEnumerable<KeyValuePair<string, string?>> mapping) =>
        Write(key, new YamlMapping(mapping.Select(pair => new YamlEntry(YamlScalar.String(pair.Key), pair.Value))));

    /// <summary>Writes one entry of the document's mapping.</summary>
    internal PyYamlWriter Write(string key, YamlNode value)
    {
        WriteEntry(YamlScalar.String(key), value, level: 0);
        return this;
    }

    /// <summary>Appends whole lines that were taken from another document.</summary>
    internal PyYamlWriter WriteRaw(ReadOnlySpan<byte> lines)
    {
        _emitter.WriteRawLines(lines);
        return this;
    }

    private void WriteNode(YamlNode node, bool insideMapping, int level)
    {
        switch (node)
        {
            case YamlMapping { Count: 0 }:
                _emitter.WriteIndicator("{", true, true, false);
                _emitter.WriteIndicator("}", false, false, false);
                break;
            case YamlSequence { Items.Count: 0 }:
                _emitter.WriteIndicator("[", true, true, false);
                _emitter.WriteIndicator("]", false, false, false);
                break;
            case YamlMapping mapping:
                var inner = level < 0 ? 0 : level + 2;
                foreach (var entry in mapping.Entries)
                {
                    WriteEntry(entry.Key, entry.Value, inner);
                }

                break;
            case YamlSequence sequence:
                WriteSequence(sequence, level < 0 ? 0 : insideMapping && !_emitter.AfterIndention ? level : level + 2);
                break;
            case YamlScalar scalar:
                WriteScalar(scalar, level < 0 ? 2 : level + 2, isSimpleKey: false);
                break;
        }
    }

    private void WriteSequence(YamlSequence sequence, int level)
    {
        foreach (var item in sequence.Items)
        {
            _emitter.Indent = level;
            _emitter.WriteIndent();
            _emitter.WriteIndicator("-", true, false, true);
            WriteNode(item, insideMapping: false, level);
        }
    }

    private void WriteEntry(YamlScalar key, YamlNode value, int level)
    {
        _emitter.Indent = level;
        _emitter.WriteIndent();
        if (IsSimpleKey(key))
        {
            WriteScalar(key, level + 2, isSimpleKey: true);
            _emitter.WriteIndicator(":", false, false, false);
        }
        else
        {
            _emitter.WriteIndicator("?", true, false, true);
            WriteScalar(key, level + 2, isSimpleKey: false);
            _emitter.Indent = level;
            _emitter.WriteIndent();
            _emitter.WriteIndicator(":", true, false, true);
        }

        WriteNode(value, insideMapping: true, level);
    }

    private void WriteScalar(YamlScalar scalar, int indent, bool isSimpleKey)
    {
        _emitter.Indent = indent;
        var style = scalar.Type == YamlScalarType.String ? PyYamlScalarText.ChooseStyle(scalar.Text) : YamlScalarStyle.Plain;
        if (_asciiOnly && scalar.Type == YamlScalarType.String && scalar.Text.Any(character => character > '~'))
        {
            style = YamlScalarStyle.DoubleQuoted;
        }

        var text = scalar.Type == YamlScalarType.Null ? "null" : scalar.Text;
        _emitter.WriteScalar(text, style, isSimpleKey);
    }

    private static bool IsSimpleKey(YamlScalar key) =>
        (key.Text.Length <= MaxSimpleKeyBytes / 3 || Encoding.UTF8.GetByteCount(key.Text) <= MaxSimpleKeyBytes) &&
        !PyYamlScalarText.HasBreak(key.Text);
}
