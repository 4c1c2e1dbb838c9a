namespace MlTrack.Internal.Yaml;

/// <summary>What a scalar is by the rules of YAML 1.1, as PyYAML applies them.</summary>
internal enum YamlScalarType
{
    String,
    Null,
    Boolean,
    Integer,
    Float,
    Timestamp,

    /// <summary>The unquoted text <c>&lt;&lt;</c>: as a key, asks to merge the value into the mapping.</summary>
    Merge,

    /// <summary>The unquoted text <c>=</c>, for which PyYAML has no value.</summary>
    Default,
}

/// <summary>How a scalar stands in the file.</summary>
internal enum YamlScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
