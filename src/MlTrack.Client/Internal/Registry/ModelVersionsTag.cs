using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Registry;

/// <summary>The logged model's tag <c>mlflow.modelVersions</c>: a JSON list of <c>{"name": "iris", "version": 1}</c>, one entry for each registered version.</summary>
internal static class ModelVersionsTag
{
    internal const string Key = "mlflow.modelVersions";

    private const string NameName = "name";
    private const string VersionName = "version";

    /// <summary>Gives the tag with one more entry; the same text if it is there already. A tag that is no list starts anew, since MLflow cannot read it either.</summary>
    internal static string Add(string? tag, string name, long version)
    {
        using var document = Parse(tag);
        var entries = document?.RootElement.EnumerateArray().ToList() ?? [];
        if (tag is not null && entries.Exists(entry => Is(entry, name, version)))
        {
            return tag;
        }

        var writer = new PythonJsonWriter().StartArray();
        entries.ForEach(entry => writer.Element(entry));
        return writer.StartObject().Name(NameName).String(name).Name(VersionName).Number(version).EndObject().EndArray().ToString();
    }

    private static JsonDocument? Parse(string? tag)
    {
        if (string.IsNullOrEmpty(tag))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(tag!);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Is(JsonElement entry, string name, long version) =>
        entry.ValueKind == JsonValueKind.Object &&
        entry.TryGetProperty(NameName, out var named) && named.ValueKind == JsonValueKind.String && named.ValueEquals(name) &&
        entry.TryGetProperty(VersionName, out var numbered) && numbered.ValueKind == JsonValueKind.Number && numbered.TryGetInt64(out var number) && number == version;
}
