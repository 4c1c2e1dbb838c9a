using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Artifacts;

/// <summary>The run tag <c>mlflow.loggedArtifacts</c>: a JSON list of <c>{"path": "tables/t.json", "type": "table"}</c>, by which MLflow's UI finds tables.</summary>
internal static class LoggedArtifactsTag
{
    internal const string Key = "mlflow.loggedArtifacts";

    private const string PathName = "path";
    private const string TypeName = "type";

    /// <summary>
    /// Gives the tag with one more entry; the same text if it is there already. A tag that is no list (cut off, or edited by hand) starts anew, since MLflow's own
    /// UI cannot read it either.
    /// </summary>
    internal static string Add(string? tag, string path, string type)
    {
        using var document = Parse(tag);
        var entries = document?.RootElement.EnumerateArray().ToList() ?? [];
        if (tag is not null && entries.Any(entry => Is(entry, path, type)))
        {
            return tag;
        }

        var writer = new PythonJsonWriter().StartArray();
        entries.ForEach(entry => writer.Element(entry));
        return writer.StartObject().Name(PathName).String(path).Name(TypeName).String(type).EndObject().EndArray().ToString();
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

    private static bool Is(JsonElement entry, string path, string type) =>
        entry.ValueKind == JsonValueKind.Object && HasText(entry, PathName, path) && HasText(entry, TypeName, type);

    private static bool HasText(JsonElement entry, string name, string text) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
