namespace MlTrack.Internal.Registry;

/// <summary>First tags as a map: of a key that is given twice the last value counts.</summary>
internal static class RegistryTags
{
    internal static IReadOnlyDictionary<string, string> ToMap(IReadOnlyList<RunTag> tags)
    {
        if (tags.Count == 0)
        {
            return EmptyMap.Strings;
        }

        var map = new Dictionary<string, string>(tags.Count, StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            map[key] = value;
        }

        return map;
    }
}
