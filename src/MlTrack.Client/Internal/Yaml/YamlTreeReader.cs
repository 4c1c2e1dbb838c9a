using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MlTrack.Internal.Yaml;

/// <summary>
/// Builds the tree of a document from YamlDotNet's parser events, which are pulled one by one: depth, nodes and references are counted before
/// anything is built, so that a hostile file ends early instead of filling stack or memory.
/// </summary>
/// <remarks>
/// The scanner knows YAML 1.2 as well, and so differs from PyYAML in corners (compared on 80,000 damaged texts): it refuses flow values and
/// double-quoted texts that go on at the margin, takes some texts that PyYAML refuses (tabs, repeated anchors), and does not end an unquoted
/// key that holds a blank followed by a star.
/// </remarks>
internal sealed partial class YamlTreeReader
{
    private readonly IParser _parser;
    private readonly YamlLimits _limits;
    private readonly YamlSources _sources;
    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private int _aliases;
    private long _aliasedText;
    private int _deepest;

    private YamlTreeReader(string text, ReadOnlyMemory<byte> source, YamlLimits limits)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _limits = limits;
        _sources = new YamlSources(source);
    }

    internal static YamlNode Read(ReadOnlyMemory<byte> utf8, YamlLimits limits)
    {
        var text = YamlText.Decode(utf8.Span);
        try
        {
            return new YamlTreeReader(text, utf8, limits).ReadStream();
        }
        catch (YamlException exception)
        {
            throw new MalformedYamlException(exception.Message, (int)exception.Start.Line, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner ends so on some damaged texts, as on "a: [b\n|]".
            throw new MalformedYamlException("the text is no YAML", inner: exception);
        }
    }

    private YamlNode ReadStream()
    {
        Take<StreamStart>();
        if (Peek() is StreamEnd)
        {
            return YamlScalar.Null;
        }

        Take<DocumentStart>();
        var root = ReadNode(depth: 0);
        Take<DocumentEnd>();
        if (Peek() is not StreamEnd)
        {
            throw Fault("there is more than one document in the file");
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > _limits.MaxDepth)
        {
            throw Fault($"values are nested more than {_limits.MaxDepth} levels deep");
        }

        _deepest = Math.Max(_deepest, depth);
        if (++_nodes > _limits.MaxNodes)
        {
            throw Fault($"there are more than {_limits.MaxNodes} values");
        }

        switch (Peek())
        {
            case AnchorAlias alias:
                return ReadAlias(alias, depth);
            case Scalar scalar:
                _parser.MoveNext();
                return Remember(scalar, YamlTags.MakeScalar(scalar), depth);
            case SequenceStart start:
                return ReadSequence(start, depth);
            case MappingStart start:
                return ReadMapping(start, depth);
            default:
                throw Fault("a value is missing");
        }
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        YamlTags.CheckCollection(start, "seq");
        var before = Begin(start, depth);
        var items = new List<YamlNode>();
        while (Peek() is not SequenceEnd)
        {
            items.Add(ReadValue(depth + 1));
        }

        _parser.MoveNext();
        var sequence = new YamlSequence(items) { Line = (int)start.Start.Line };
        Finish(start, sequence, before);
        return sequence;
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        YamlTags.CheckCollection(start, "map");
        var before = Begin(start, depth);
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        while (Peek() is not MappingEnd)
        {
            var place = Peek().Start;
            if (ReadNode(depth + 1) is not YamlScalar key)
            {
                throw new MalformedYamlException("a list or a mapping cannot be a key", (int)place.Line);
            }

            if (depth == 0 && start.Style != YamlDotNet.Core.Events.MappingStyle.Flow)
            {
                _sources.AddKey((int)place.Line, (int)place.Column, entries.Count);
            }

            if (key.Type == YamlScalarType.Merge)
            {
                _sources.GiveUp();
                Merge(ReadNode(depth + 1), merged, (int)place.Line);
                continue;
            }

            var plainKey = key.Type == YamlScalarType.Default ? YamlScalar.String(key.Text) : key;
            entries.Add(new YamlEntry(plainKey, ReadValue(depth + 1)));
        }

        var end = Peek().End;
        _parser.MoveNext();
        if (depth == 0)
        {
            entries = _sources.Attach(entries, (int)end.Line);
        }

        // Merged entries come first; a key of the mapping itself wins over a merged one.
        var mapping = new YamlMapping(merged.Concat(entries)) { Line = (int)start.Start.Line };
        Finish(start, mapping, before);
        return mapping;
    }

    private YamlNode ReadValue(int depth)
    {
        var node = ReadNode(depth);
        return node is YamlScalar { Type: YamlScalarType.Merge or YamlScalarType.Default } scalar
            ? throw new MalformedYamlException($"the value '{scalar.Text}' has no meaning", scalar.Line)
            : node;
    }

    // In a list of mappings the earlier ones win; they are put behind the later ones.
    private static void Merge(YamlNode value, List<YamlEntry> merged, int line)
    {
        switch (value)
        {
            case YamlMapping mapping:
                merged.AddRange(mapping.Entries.Select(e => new YamlEntry(e.Key, e.Value)));
                break;
            case YamlSequence sequence when sequence.Items.All(item => item is YamlMapping):
                foreach (var item in sequence.Items.Reverse())
                {
                    Merge(item, merged, line);
                }

                break;
            default:
                throw new MalformedYamlException("'<<' merges mappings only", line);
        }
    }

    private ParsingEvent Peek()
    {
        if (_parser.Current is null && !_parser.MoveNext())
        {
            throw new MalformedYamlException("the file ends too early");
        }

        return _parser.Current!;
    }

    private void Take<T>()
        where T : ParsingEvent
    {
        if (Peek() is not T)
        {
            throw Fault("the file is no YAML document");
        }

        _parser.MoveNext();
    }

    private MalformedYamlException Fault(string reason) => new(reason, (int)(_parser.Current?.Start.Line ?? 0));
}
