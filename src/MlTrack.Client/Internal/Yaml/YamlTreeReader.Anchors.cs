using YamlDotNet.Core.Events;

namespace MlTrack.Internal.Yaml;

/// <content>Anchors and references, counted as if every reference were a copy.</content>
internal sealed partial class YamlTreeReader
{
    private YamlNode ReadAlias(AnchorAlias alias, int depth)
    {
        var name = alias.Value.Value;
        if (++_aliases > _limits.MaxAliases)
        {
            throw Fault($"there are more than {_limits.MaxAliases} references");
        }

        if (!_anchors.TryGetValue(name, out var anchored))
        {
            throw Fault($"the reference '*{name}' has no anchor before it");
        }

        if (anchored.Node is not { } node)
        {
            throw Fault($"the reference '*{name}' stands inside of what it refers to");
        }

        // One is counted already, as for every node.
        _nodes += anchored.Nodes - 1;
        _aliasedText += anchored.TextLength;
        if (_nodes > _limits.MaxNodes || _aliasedText > 4L * _limits.MaxBytes)
        {
            throw Fault("references multiply the values beyond what is read");
        }

        _deepest = Math.Max(_deepest, depth + anchored.Height);
        if (depth + anchored.Height > _limits.MaxDepth)
        {
            throw Fault($"values are nested more than {_limits.MaxDepth} levels deep");
        }

        _parser.MoveNext();
        return node;
    }

    private YamlScalar Remember(Scalar scalar, YamlScalar node, int depth)
    {
        if (!scalar.Anchor.IsEmpty)
        {
            _anchors[scalar.Anchor.Value] = new Anchored(node, 1, node.Text.Length, 0);
        }

        return node;
    }

    // Takes the event; until Finish the anchor is known but may not be referred to.
    private Progress Begin(NodeEvent start, int depth)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = default;
        }

        _parser.MoveNext();
        var before = new Progress(_nodes, _aliasedText, _parser.Current?.Start.Index ?? 0, depth, _deepest);
        _deepest = depth;
        return before;
    }

    private void Finish(NodeEvent start, YamlNode node, Progress before)
    {
        if (!start.Anchor.IsEmpty)
        {
            var text = _aliasedText - before.AliasedText + (_parser.Current?.Start.Index ?? 0) - before.Index;
            _anchors[start.Anchor.Value] = new Anchored(node, _nodes - before.Nodes + 1, text, _deepest - before.Depth);
        }

        _deepest = Math.Max(_deepest, before.Deepest);
    }

    private readonly struct Progress(int nodes, long aliasedText, long index, int depth, int deepest)
    {
        internal int Nodes { get; } = nodes;

        internal long AliasedText { get; } = aliasedText;

        internal long Index { get; } = index;

        internal int Depth { get; } = depth;

        internal int Deepest { get; } = deepest;
    }

    // The node is null while it is being read.
    private readonly struct Anchored(YamlNode? node, int nodes, long textLength, int height)
    {
        internal YamlNode? Node { get; } = node;

        internal int Nodes { get; } = nodes;

        internal long TextLength { get; } = textLength;

        internal int Height { get; } = height;
    }
}
