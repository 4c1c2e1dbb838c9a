using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MlTrack.Internal.Yaml;

/// <summary>Types scalars, and lets no tag pass but those of YAML's core schema.</summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";

    internal static YamlScalar MakeScalar(Scalar scalar)
    {
        var style = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => YamlScalarStyle.SingleQuoted,
            ScalarStyle.DoubleQuoted => YamlScalarStyle.DoubleQuoted,
            ScalarStyle.Literal => YamlScalarStyle.Literal,
            ScalarStyle.Folded => YamlScalarStyle.Folded,
            _ => YamlScalarStyle.Plain,
        };
        var line = (int)scalar.Start.Line;
        var type = Explicit(scalar) is { } tag
            ? FromTag(tag, scalar.Value, line)
            : style == YamlScalarStyle.Plain && scalar.Tag.IsEmpty ? YamlTypes.Resolve(scalar.Value.AsSpan()) : YamlScalarType.String;
        return new YamlScalar(scalar.Value, style, type) { Line = line };
    }

    internal static void CheckCollection(NodeEvent start, string expected)
    {
        if (Explicit(start) is { } tag && tag != Prefix + expected)
        {
            throw Refuse(tag, (int)start.Start.Line);
        }
    }

    private static string? Explicit(NodeEvent node) => node.Tag.IsEmpty || node.Tag.IsNonSpecific ? null : node.Tag.Value;

    private static YamlScalarType FromTag(string tag, string text, int line)
    {
        var resolved = YamlTypes.Resolve(text.AsSpan());
        switch (tag)
        {
            case Prefix + "str":
                return YamlScalarType.String;
            case Prefix + "null":
                return YamlScalarType.Null;
            case Prefix + "bool" when resolved == YamlScalarType.Boolean:
            case Prefix + "int" when resolved == YamlScalarType.Integer:
            case Prefix + "timestamp" when resolved == YamlScalarType.Timestamp:
                return resolved;
            case Prefix + "float" when resolved is YamlScalarType.Float or YamlScalarType.Integer:
                return YamlScalarType.Float;
            case Prefix + "bool" or Prefix + "int" or Prefix + "timestamp" or Prefix + "float":
                throw new MalformedYamlException($"the text '{text}' is not of the type that its tag states", line);
            default:
                throw Refuse(tag, line);
        }
    }

    private static MalformedYamlException Refuse(string tag, int line) => new($"the tag '{tag}' is not of YAML's core schema", line);
}
