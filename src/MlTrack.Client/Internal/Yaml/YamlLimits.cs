namespace MlTrack.Internal.Yaml;

/// <summary>What a reader refuses, so that no file can cost more than a moment and a few megabytes.</summary>
internal sealed class YamlLimits
{
    internal static readonly YamlLimits Default = new();

    /// <value>The largest file in bytes; 1 MiB by default.</value>
    internal int MaxBytes { get; init; } = 1 << 20;

    /// <value>The deepest nesting; 64 by default.</value>
    internal int MaxDepth { get; init; } = 64;

    /// <value>The most references to anchors; 1,000 by default.</value>
    internal int MaxAliases { get; init; } = 1_000;

    /// <value>The most nodes, those behind a reference counted each time; 10,000 by default.</value>
    internal int MaxNodes { get; init; } = 10_000;
}
