using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MlTrack.Server.Tests.Replay;

/// <summary>A request as it was recorded, with places for what differs from run to run.</summary>
internal sealed class Recording
{
    private readonly JsonNode _line;

    private Recording(string scenario, JsonNode line) => (Scenario, _line) = (scenario, line);

    internal string Scenario { get; }

    internal string Name => _line["name"]!.GetValue<string>();

    internal string? Quirk => _line["quirk"]?.GetValue<string>();

    internal string Method => Request["method"]!.GetValue<string>();

    internal int Status => _line["response"]!["status"]!.GetValue<int>();

    internal JsonNode? AnswerJson => _line["response"]!["body"]?["json"];

    internal string? AnswerText => _line["response"]!["body"]?["text"]?.GetValue<string>();

    internal byte[]? AnswerBytes => _line["response"]!["body"]?["base64"] is { } bytes ? Convert.FromBase64String(bytes.GetValue<string>()) : null;

    internal string? AnswerHeader(string name) => _line["response"]!["headers"]?[name]?.GetValue<string>();

    internal IEnumerable<(string Variable, string Pointer)> Captures =>
        _line["captures"] is JsonObject captures ? captures.Select(pair => (pair.Key, pair.Value!.GetValue<string>())) : [];

    internal IReadOnlySet<string> Unordered => Pointers("unordered");

    internal IReadOnlySet<string> CountOnly => Pointers("count_only");

    private JsonNode Request => _line["request"]!;

    internal static IReadOnlyList<Recording> Load(string scenario) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "rest", scenario + ".jsonl")).Select(line => new Recording(scenario, JsonNode.Parse(line)!))];

    internal string Target(IReadOnlyDictionary<string, string> variables)
    {
        var template = _line["template"];
        var path = template?["path"] is { } text ? Fill(text.GetValue<string>(), variables, Uri.EscapeDataString) : Request["path"]!.GetValue<string>();
        var query = template?["query"] is { } filled ? Fill(filled.GetValue<string>(), variables, Uri.EscapeDataString) : Request["query"]!.GetValue<string>();
        return query.Length == 0 ? path : path + "?" + query;
    }

    internal Dictionary<string, string> Headers(IReadOnlyDictionary<string, string> variables)
    {
        var headers = Request["headers"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        if (_line["template"]?["headers"] is JsonObject templates)
        {
            foreach (var (name, value) in templates)
            {
                headers[name] = Fill(value!.GetValue<string>(), variables, text => text);
            }
        }

        return headers;
    }

    internal byte[]? Body(IReadOnlyDictionary<string, string> variables)
    {
        if (Request["body"] is not JsonObject body)
        {
            return null;
        }

        if (body.TryGetPropertyName("base64", out var bytes))
        {
            return Convert.FromBase64String(bytes);
        }

        if (_line["template"]?["body_text"] is { } template)
        {
            return Encoding.UTF8.GetBytes(Fill(template.GetValue<string>(), variables, text => text));
        }

        if (body.TryGetPropertyName("text", out var sent))
        {
            return Encoding.UTF8.GetBytes(sent);
        }

        var json = body["json"]?.DeepClone();
        if (_line["template"]?["body_json"] is JsonObject places)
        {
            foreach (var (pointer, text) in places)
            {
                json = Replace(json, pointer, Fill(text!.GetValue<string>(), variables, value => value));
            }
        }

        return Encoding.UTF8.GetBytes(json?.ToJsonString() ?? "null");
    }

    internal static JsonNode? Find(JsonNode? json, string pointer)
    {
        foreach (var step in Steps(pointer))
        {
            json = json is JsonArray array ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : json?[step];
        }

        return json;
    }

    public override string ToString() => $"{Scenario}: {Name}";

    private static JsonNode? Replace(JsonNode? json, string pointer, string text)
    {
        if (pointer == "/")
        {
            return JsonNode.Parse(text.StartsWith('{') || text.StartsWith('[') ? text : JsonSerializer.Serialize(text));
        }

        var steps = Steps(pointer).ToList();
        var parent = Find(json, "/" + string.Join('/', steps.SkipLast(1).Select(step => step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))));
        if (parent is JsonArray array)
        {
            array[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = text;
        }
        else
        {
            parent![steps[^1]] = text;
        }

        return json;
    }

    private static IEnumerable<string> Steps(string pointer) => pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static string Fill(string template, IReadOnlyDictionary<string, string> variables, Func<string, string> encode) =>
        Regex.Replace(template, @"\$\{(\w+)\}", match => variables.TryGetValue(match.Groups[1].Value, out var value) ? encode(value) : match.Value);

    private HashSet<string> Pointers(string name) => _line[name] is JsonArray list ? [.. list.Select(item => item!.GetValue<string>())] : [];
}

/// <content>Small helps.</content>
internal static class JsonObjectExtensions
{
    internal static bool TryGetPropertyName(this JsonObject json, string name, out string text)
    {
        text = json[name]?.GetValue<string>() ?? "";
        return json.ContainsKey(name);
    }
}
