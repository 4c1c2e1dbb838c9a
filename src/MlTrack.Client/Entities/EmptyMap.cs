using System.Collections.ObjectModel;

namespace MlTrack;

/// <summary>Shared empty maps, so that entities without entries cost nothing.</summary>
internal static class EmptyMap
{
    public static readonly IReadOnlyDictionary<string, string> Strings = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(0));

    public static readonly IReadOnlyDictionary<string, Metric> Metrics = new ReadOnlyDictionary<string, Metric>(new Dictionary<string, Metric>(0));
}
