using System.Text.Json;

namespace MlTrack.Internal.Text;

/// <summary>A tag whose text is a JSON list, to which MLflow appends entries.</summary>
internal static class JsonListTag
{
    /// <summary>
    /// Gives the tag with one more entry; the same text if it is there already. A tag that is no list (cut off, or edited by hand) starts anew, since MLflow
    /// cannot read it either.
    /// </summary>
    /// <param name="tag">The text, or null.</param>
    /// <param name="isEntry">Whether an entry is the one to add.</param>
    /// <param name="write">Writes the entry.</param>
    internal static string Add(string? tag, Predicate<JsonElement> isEntry, Func<PythonJsonWriter, PythonJsonWriter> write)
    {
        using var document = Parse(tag);
        var entries = document?.RootElement.EnumerateArray().ToList() ?? [];
        if (tag is not null && entries.Exists(isEntry))
        {
            return tag;
        }

        var writer = new PythonJsonWriter().StartArray();
        entries.ForEach(entry => writer.Element(entry));
        return write(writer).EndArray().ToString();
    }

    /// <summary>Whether a member of an entry is this text.</summary>
    internal static bool HasText(JsonElement entry, string name, string text) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

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
}
