using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlTrack.Serving.Tests;

/// <summary>Tables that were sent to MLflow's scoring server: batches give its predictions, and what it refused is refused.</summary>
public sealed class RecordedRequestSpecs
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "scoring");

    [Fact]
    public async Task CSV_gives_the_recorded_predictions_or_is_refused()
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var exchange in Exchanges("text/csv").Where(exchange => exchange["quirk"] is null && !((string)exchange["model"]!).EndsWith("tensor", StringComparison.Ordinal)))
        {
            count++;
            var body = exchange["body_base64"] is { } base64 ? Convert.FromBase64String((string)base64!) : Encoding.UTF8.GetBytes((string?)exchange["body"] ?? "");
            await CompareAsync(exchange, scorer => scorer.ReadCsv(new MemoryStream(body)), faults);
        }

        count.Should().BeGreaterThan(60);
        faults.Should().BeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task Records_give_the_recorded_predictions_or_are_refused()
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var exchange in Exchanges("application/json"))
        {
            // A table as records, without params, is a JSON object a line; everything else of the protocol is the server's business.
            if (exchange["body"] is null || Records((string)exchange["body"]!) is not { } lines || exchange["quirk"] is not null || Differs.ContainsKey((string)exchange["id"]!))
            {
                continue;
            }

            count++;
            await CompareAsync(exchange, scorer => scorer.ReadJsonLines(new MemoryStream(Encoding.UTF8.GetBytes(lines))), faults);
        }

        count.Should().BeGreaterThan(60);
        faults.Should().BeEmpty(string.Join('\n', faults));
    }

    // Models with tensors: MLflow takes no CSV for them and no lists in cells of tables, MlTrack does.
    private static readonly Dictionary<string, string> Differs = new(StringComparer.Ordinal)
    {
        ["s0167"] = "lists in cells", ["s0172"] = "lists in cells", ["s0173"] = "lists in cells", ["s0231"] = "lists in cells", ["s0178"] = "whole numbers for a graph of floats",
    };

    private static IEnumerable<JsonNode> Exchanges(string contentType) => File.ReadLines(Path.Combine(Folder, "requests.jsonl")).Select(line => JsonNode.Parse(line)!)
        .Where(exchange => (string)exchange["method"]! == "POST" && (string)exchange["path"]! == "/invocations" && !((string)exchange["model"]!).StartsWith("echo-", StringComparison.Ordinal)
            && (exchange["headers"]?.AsArray() ?? []).Any(header => string.Equals((string)header![0]!, "Content-Type", StringComparison.OrdinalIgnoreCase) && (string)header[1]! == contentType));

    private static string? Records(string body)
    {
        try
        {
            if (JsonNode.Parse(body) is not JsonObject { Count: 1 } table)
            {
                return null;
            }

            if (table["dataframe_records"] is JsonArray { Count: > 0 } rows && rows.All(row => row is JsonObject))
            {
                return string.Join('\n', rows.Select(row => row!.ToJsonString()));
            }

            return table["dataframe_split"] is JsonObject { } split && split.Count == 2 && split["columns"] is JsonArray columns && split["data"] is JsonArray { Count: > 0 } data && data.All(row => row is JsonArray cells && cells.Count == columns.Count)
                && columns.All(column => column?.GetValueKind() == JsonValueKind.String)
                ? string.Join('\n', data.Select(row => "{" + string.Join(", ", columns.Select((column, place) => $"{column!.ToJsonString()}: {row![place]?.ToJsonString() ?? "null"}")) + "}"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task CompareAsync(JsonNode exchange, Func<ModelScorer, IEnumerable<ScoringBatch>> read, List<string> faults)
    {
        var (id, body) = ((string)exchange["id"]!, (string?)exchange["body"]);
        var isRefused = (int)exchange["status"]! != 200;
        try
        {
            await using var client = MlTrackClient.Open("memory:");
            using var scorer = await ModelScorer.LoadAsync(client, Path.Combine(Folder, "models", (string)exchange["model"]!));
            var found = scorer.Score(read(scorer)).SelectMany(Rows).ToList();
            if (isRefused)
            {
                faults.Add($"{id}: {body} was refused by MLflow, and gave {string.Join(' ', found)}");
                return;
            }

            var recorded = Regexes.BareNumbers().Replace((string)exchange["response"]!, "\"$0\"");
            var wanted = Rows(JsonNode.Parse(recorded)!["predictions"]!).ToList();
            if (!found.SequenceEqual(wanted))
            {
                faults.Add($"{id}: {body} gave {string.Join(' ', found)} instead of {string.Join(' ', wanted)}");
            }
        }
        catch (MlTrackException refusal)
        {
            if (!isRefused)
            {
                faults.Add($"{id}: {body} gave {refusal.Message} instead of {exchange["response"]}");
            }
        }
    }

    private static IEnumerable<string> Rows(ScoringBatch batch) => Enumerable.Range(0, batch.Rows)
        .Select(row => string.Join(';', batch.Columns.SelectMany(column => Values(column.Values.GetValue(row)))));

    private static IEnumerable<string> Rows(JsonNode predictions) => predictions switch
    {
        JsonArray rows => rows.Select(row => row is JsonObject named ? string.Join(';', named.Select(pair => Text(pair.Value))) : Text(row)),

        // Tensors: an array for each output.
        JsonObject outputs => Enumerable.Range(0, outputs.First().Value!.AsArray().Count)
            .Select(row => string.Join(';', outputs.SelectMany(output => output.Value![row] is JsonArray list ? list.Select(Text) : [Text(output.Value![row])]))),
        _ => [],
    };

    private static IEnumerable<string> Values(object? value) => value is Array list ? list.Cast<object?>().SelectMany(Values) : [Text(value)];

    private static string Text(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.Number => Number((double)node),
        JsonValueKind.String => (string)node! is "NaN" or "Infinity" or "-Infinity" ? Number(double.Parse((string)node!, CultureInfo.InvariantCulture)) : (string)node!,
        JsonValueKind.True or JsonValueKind.False => ((bool)node).ToString(),
        _ => node.ToJsonString(),
    };

    private static string Text(object? value) => value switch
    {
        float number => Number(number),
        double number => Number(number),
        int or long => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // The recordings ask for a relative tolerance of 1e-5.
    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
