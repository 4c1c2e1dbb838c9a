using MlTrack.Internal.Text;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>What all <c>meta.yaml</c> files have in common: a mapping, in any form that YAML 1.1 allows.</summary>
internal static class MetaYaml
{
    private const string Deleted = "deleted";

    /// <summary>Reads a file.</summary>
    /// <param name="reason">Why it is no mapping.</param>
    internal static bool TryParse(ReadOnlyMemory<byte> content, out YamlMapping yaml, out string reason)
    {
        reason = "";
        try
        {
            if (YamlDocument.Parse(content) is YamlMapping mapping)
            {
                yaml = mapping;
                return true;
            }

            reason = content.IsEmpty ? "it is empty" : "it is no mapping of keys to values";
        }
        catch (MalformedYamlException e)
        {
            reason = e.Message;
        }

        yaml = YamlMapping.Empty;
        return false;
    }

    /// <summary>Changes some keys and no other byte; null takes a key away, a missing one is put where the order of the keys wants it.</summary>
    internal static byte[] Patch(ReadOnlyMemory<byte> content, IReadOnlyList<KeyValuePair<string, YamlNode?>> changes)
    {
        var set = new List<(string Key, YamlNode Value)>(changes.Count);
        var remove = new List<string>();
        foreach (var change in changes)
        {
            if (change.Value is { } value)
            {
                set.Add((change.Key, value));
            }
            else
            {
                remove.Add(change.Key);
            }
        }

        return YamlPatch.Apply(content, set, remove);
    }

    /// <summary>Gives a time in milliseconds; null if it is missing, no number, or nothing that .NET can express.</summary>
    internal static long? GetTime(YamlMapping yaml, string key)
    {
        if (!yaml.TryGet(key, out var node) || node is not YamlScalar scalar)
        {
            return null;
        }

        if (!scalar.TryGetInt64(out var time))
        {
            // A time with a fraction, written by hand.
            if (!scalar.TryGetDouble(out var number) || !(Math.Abs(number) <= MetricLine.MaxTimestampMs))
            {
                return null;
            }

            time = (long)number;
        }

        return time is >= MetricLine.MinTimestampMs and <= MetricLine.MaxTimestampMs ? time : null;
    }

    internal static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    internal static DateTimeOffset? ToTime(long? milliseconds) => milliseconds is { } time ? ToTime(time) : null;

    internal static LifecycleStage GetLifecycleStage(YamlMapping yaml) =>
        yaml.GetText("lifecycle_stage") == Deleted ? LifecycleStage.Deleted : LifecycleStage.Active;

    /// <summary>Gives a nested mapping as texts; what is no text reads as it stands in the file. Missing or null is empty.</summary>
    internal static IReadOnlyDictionary<string, string> GetTexts(YamlMapping yaml, string key)
    {
        if (yaml[key] is not YamlMapping { Count: > 0 } mapping)
        {
            return EmptyMap.Strings;
        }

        var texts = new Dictionary<string, string>(mapping.Count, StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is YamlScalar scalar)
            {
                texts[entry.Key.Text] = scalar.IsNull ? "" : scalar.Text;
            }
        }

        return texts;
    }

    /// <summary>Shows the value of a key in a message, cut short.</summary>
    internal static string Show(YamlMapping yaml, string key) => Names.Truncate(yaml.GetText(key) ?? "null", 40);
}
