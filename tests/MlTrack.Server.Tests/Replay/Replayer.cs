using System.Text.Json;
using System.Text.Json.Nodes;
using MlTrack.Server.Tests.Support;

namespace MlTrack.Server.Tests.Replay;

/// <summary>Sends a recorded scenario to our server and says where the answers differ.</summary>
internal sealed class Replayer(TestServer server, bool statusOnly = false)
{
    private readonly Dictionary<string, string> _theirs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);

    internal async Task<IReadOnlyList<ReplayDifference>> RunAsync(string scenario)
    {
        var differences = new List<ReplayDifference>();
        foreach (var recording in Recording.Load(scenario))
        {
            if (KnownDifferences.FindReplacement(recording) is { } replace)
            {
                await replace(server.Store, _ours);
                continue;
            }

            var answer = await RawHttp.SendAsync(server.EndPoint, recording.Method, recording.Target(_ours), recording.Headers(_ours), recording.Body(_ours));
            var json = TryParse(answer);
            foreach (var (variable, pointer) in recording.Captures)
            {
                Capture(_theirs, variable, Recording.Find(recording.AnswerJson, pointer));
                Capture(_ours, variable, Recording.Find(json, pointer));
            }

            // Accidents of MLflow are sent, since later requests hang on them, but not compared.
            if (recording.Quirk is null && Compare(recording, answer, json) is { } what)
            {
                differences.Add(new ReplayDifference(recording, what));
            }
        }

        return differences;
    }

    private string? Compare(Recording recording, RawAnswer answer, JsonNode? json)
    {
        if (recording.Status != answer.Status)
        {
            return $"status {answer.Status} instead of {recording.Status}: {Short(answer.Text)} instead of {Short(recording.AnswerJson?.ToJsonString() ?? recording.AnswerText ?? "")}";
        }

        if (statusOnly)
        {
            return null;
        }

        if (recording.AnswerJson is { } expected)
        {
            var theirs = Normaliser.Normalise(expected, _theirs, recording.Unordered, recording.CountOnly)?.ToJsonString();
            var ours = Normaliser.Normalise(json, _ours, recording.Unordered, recording.CountOnly)?.ToJsonString();
            return string.Equals(theirs, ours, StringComparison.Ordinal) ? null : Cut(ours ?? Short(answer.Text), theirs ?? "");
        }

        if (answer.Status == 200)
        {
            var bytes = recording.AnswerBytes ?? System.Text.Encoding.UTF8.GetBytes(recording.AnswerText ?? "");
            if (!answer.Body.AsSpan().SequenceEqual(bytes) && recording.AnswerText?.Contains("omitted", StringComparison.Ordinal) != true)
            {
                return $"other content: {Short(answer.Text)} instead of {Short(recording.AnswerText ?? "bytes")}";
            }

            foreach (var header in new[] { "content-type", "content-disposition", "content-range", "accept-ranges" })
            {
                if (recording.AnswerHeader(header) is { } value && recording.Method != "OPTIONS" && !(answer.Headers.TryGetValue(header, out var own) && own == value))
                {
                    return $"header {header}: '{answer.Headers.GetValueOrDefault(header)}' instead of '{value}'";
                }
            }
        }

        return null;
    }

    private static string Cut(string ours, string theirs)
    {
        var same = 0;
        while (same < ours.Length && same < theirs.Length && ours[same] == theirs[same])
        {
            same++;
        }

        var from = Math.Max(0, same - 40);
        return $"{Short(ours[from..])} instead of {Short(theirs[from..])}";
    }

    private static string Short(string text) => text.Length <= 260 ? text : text[..260] + "…";

    private static void Capture(Dictionary<string, string> variables, string name, JsonNode? value)
    {
        if (value is null)
        {
            return;
        }

        var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        variables[name] = text;
        if (name == "m_loc")
        {
            variables["m_art"] = text.Replace("mlflow-artifacts:/", "", StringComparison.Ordinal);
        }
    }

    private static JsonNode? TryParse(RawAnswer answer)
    {
        try
        {
            return answer.Body.Length == 0 ? null : JsonNode.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An answer that differs from MLflow's.</summary>
internal sealed record ReplayDifference(Recording Recording, string What)
{
    public override string ToString() => $"{Recording}: {What}";
}
