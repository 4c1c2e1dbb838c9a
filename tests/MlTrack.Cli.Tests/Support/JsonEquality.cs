using System.Text.Json.Nodes;

namespace MlTrack.Cli.Tests.Support;

/// <summary>Compares JSON as programs read it: numbers by value, maps by key, lists in order.</summary>
internal static class JsonEquality
{
    public static void ShouldBe(this JsonNode? actual, JsonNode? expected) =>
        JsonNode.DeepEquals(Normalize(actual), Normalize(expected)).Should().BeTrue("it is {0}, and MLflow reads {1}", actual, expected);

    private static JsonNode? Normalize(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Normalize(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Normalize)]),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') =>
            JsonValue.Create(double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)),
        _ => node?.DeepClone(),
    };
}
