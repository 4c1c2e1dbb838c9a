using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MlTrack.Server.Tests.Replay;

/// <summary>Takes out of an answer what differs from run to run, as the recordings' README names it.</summary>
internal static partial class Normaliser
{
    private static readonly HashSet<string> Times = new(StringComparer.Ordinal)
    {
        "creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp", "creation_timestamp_ms", "last_updated_timestamp_ms", "created_time",
    };

    private static readonly HashSet<string> Sets = new(StringComparer.Ordinal)
    {
        "tags", "params", "aliases", "latest_versions", "dataset_inputs", "dataset_summaries", "model_inputs", "model_outputs",
    };

    internal static JsonNode? Normalise(JsonNode? json, IReadOnlyDictionary<string, string> variables, IReadOnlySet<string> unordered, IReadOnlySet<string> countOnly) =>
        Walk(json?.DeepClone(), "", "", variables, unordered, countOnly);

    internal static string Scrub(string text, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables.OrderByDescending(pair => pair.Value.Length))
        {
            if (value.Length > 3)
            {
                text = text.Replace(value, "<" + name + ">", StringComparison.Ordinal);
            }
        }

        return RandomName().Replace(ExperimentId().Replace(HexId().Replace(text, "<id>"), "<experiment>"), "<name>");
    }

    private static JsonNode? Walk(
        JsonNode? json, string path, string name, IReadOnlyDictionary<string, string> variables, IReadOnlySet<string> unordered, IReadOnlySet<string> countOnly)
    {
        switch (json)
        {
            case JsonObject map:
                var copy = new JsonObject();
                foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    // A version that never had a description has an empty one, and one whose description was removed has none; ours keeps the empty one.
                    if (key == "description" && value is JsonValue text && text.TryGetValue<string>(out var words) && words.Length == 0)
                    {
                        continue;
                    }

                    copy[key] = Times.Contains(key) && value is not null
                        ? "<time>"
                        : key == "next_page_token" ? "<token>" : Walk(value?.DeepClone(), path + "/" + key, key, variables, unordered, countOnly);
                }

                return copy;

            case JsonArray list:
                if (countOnly.Contains(path))
                {
                    return JsonValue.Create(list.Count);
                }

                var items = list.Select((item, index) => Walk(item?.DeepClone(), FormattableString.Invariant($"{path}/{index}"), "", variables, unordered, countOnly)).ToList();
                if (Sets.Contains(name) || unordered.Contains(path) || (name == "metrics" && path.Contains("/data/", StringComparison.Ordinal)))
                {
                    items = [.. items.OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)];
                }

                return new JsonArray([.. items]);

            case JsonValue value when value.TryGetValue<string>(out var text):
                return Scrub(text, variables);

            default:
                return json;
        }
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex HexId();

    [GeneratedRegex(@"(?<!\d)\d{18}(?!\d)")]
    private static partial Regex ExperimentId();

    [GeneratedRegex(@"^[a-z]+-[a-z]+-\d+$")]
    private static partial Regex RandomName();
}
