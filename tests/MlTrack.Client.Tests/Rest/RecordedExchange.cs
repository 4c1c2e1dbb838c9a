using System.Text.Json;

namespace MlTrack.Tests.Rest;

/// <summary>One request that MLflow's server was sent, and its answer, as <c>Golden/rest</c> holds them.</summary>
internal sealed record RecordedExchange(string File, string Name, string Method, string Path, JsonElement Request, int Status, JsonElement Answer, string? Quirk)
{
    /// <summary>The query, decoded; the first of equal names counts.</summary>
    internal required IReadOnlyDictionary<string, string> Query { get; init; }

    internal static IReadOnlyList<RecordedExchange> All { get; } = Load();

    /// <summary>The path without its version and, for logged models, without ids: <c>runs/get</c>.</summary>
    internal string Endpoint
    {
        get
        {
            var start = Path.IndexOf("/mlflow/", StringComparison.Ordinal);
            var endpoint = start < 0 ? Path : Path[(start + "/mlflow/".Length)..];
            return endpoint.StartsWith("logged-models/m-", StringComparison.Ordinal) ? "logged-models/{id}" + endpoint[("logged-models/m-".Length + 32)..] : endpoint;
        }
    }

    public override string ToString() => $"{File}: {Name}";

    private static List<RecordedExchange> Load()
    {
        var list = new List<RecordedExchange>();
        foreach (var path in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "rest"), "file-*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in System.IO.File.ReadLines(path))
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement.Clone();
                var (request, response) = (root.GetProperty("request"), root.GetProperty("response"));
                list.Add(new RecordedExchange(
                    System.IO.Path.GetFileNameWithoutExtension(path),
                    root.GetProperty("name").GetString()!,
                    request.GetProperty("method").GetString()!,
                    request.GetProperty("path").GetString()!,
                    Json(request),
                    response.GetProperty("status").GetInt32(),
                    Json(response),
                    root.TryGetProperty("quirk", out var quirk) ? quirk.GetString() : null)
                {
                    Query = Split(request.GetProperty("query").GetString()!),
                });
            }
        }

        return list;
    }

    private static Dictionary<string, string> Split(string query)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            pairs.TryAdd(pair[0], Uri.UnescapeDataString(pair.ElementAtOrDefault(1)?.Replace('+', ' ') ?? ""));
        }

        return pairs;
    }

    private static JsonElement Json(JsonElement message) =>
        message.GetProperty("body") is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("json", out var json) ? json : default;
}
