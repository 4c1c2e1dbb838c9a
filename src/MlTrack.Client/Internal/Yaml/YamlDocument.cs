namespace MlTrack.Internal.Yaml;

/// <summary>
/// Reads YAML 1.1 as PyYAML's safe loader does, within <see cref="YamlLimits"/>: UTF-8 with or without a byte order mark, one document.
/// </summary>
/// <remarks>
/// The plain form in which MLflow and this library write is read by a parser of our own; everything else by YamlDotNet's scanner, the events of
/// which are checked and typed here. No object is ever created from a tag.
/// </remarks>
internal static class YamlDocument
{
    /// <summary>Reads a document; an empty one gives a null scalar.</summary>
    /// <exception cref="MalformedYamlException">It is no YAML, is beyond a limit, or has tags that are not of the core schema.</exception>
    internal static YamlNode Parse(ReadOnlyMemory<byte> utf8, YamlLimits? limits = null)
    {
        limits ??= YamlLimits.Default;
        if (utf8.Length > limits.MaxBytes)
        {
            throw new MalformedYamlException($"the file has {utf8.Length} bytes; at most {limits.MaxBytes} are read");
        }

        return (YamlNode?)SimpleYamlReader.TryRead(utf8, limits) ?? YamlTreeReader.Read(utf8, limits);
    }

    /// <summary>Reads a document that must be a mapping.</summary>
    /// <exception cref="MalformedYamlException">As for <see cref="Parse"/>, or the document is empty or no mapping.</exception>
    internal static YamlMapping ParseMapping(ReadOnlyMemory<byte> utf8, YamlLimits? limits = null) => AsMapping(Parse(utf8, limits));

    /// <summary>Gives the root of a document as a mapping.</summary>
    /// <exception cref="MalformedYamlException">It is none.</exception>
    internal static YamlMapping AsMapping(YamlNode root) => root switch
    {
        YamlMapping mapping => mapping,
        { IsNull: true } => throw new MalformedYamlException("the file is empty"),
        _ => throw new MalformedYamlException("the file is no mapping of keys to values", root.Line),
    };
}
