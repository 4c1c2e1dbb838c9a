using Microsoft.CodeAnalysis;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>What code compiled by these tests may refer to: the runtime, the shipped libraries and their packages.</summary>
internal static class References
{
    private static readonly string[] Paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Distinct(StringComparer.Ordinal)
        .ToArray();

    private static readonly Lazy<IReadOnlyDictionary<string, MetadataReference>> Loaded = new(() => Paths
        .ToDictionary(path => path, path => (MetadataReference)MetadataReference.CreateFromFile(path), StringComparer.Ordinal));

    public static IEnumerable<MetadataReference> All => Loaded.Value.Values;

    public static IEnumerable<MetadataReference> Without(string path) =>
        Loaded.Value.Where(pair => Path.GetFileName(pair.Key) != Path.GetFileName(path)).Select(pair => pair.Value);
}
