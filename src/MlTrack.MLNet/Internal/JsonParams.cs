using System.Text.Json;

namespace MlTrack.MLNet.Internal;

/// <summary>JSON as params: a value of nested objects gets the names on its way, joined by periods; a list stays JSON.</summary>
internal static class JsonParams
{
    internal static IReadOnlyDictionary<string, object?> Flatten(JsonElement element)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add(all, string.Empty, element);
        return all;
    }

    private static void Add(Dictionary<string, object?> all, string name, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Add(all, name.Length == 0 ? property.Name : name + "." + property.Name, property.Value);
            }

            return;
        }

        all[name.Length == 0 ? "value" : name] = element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }
}
