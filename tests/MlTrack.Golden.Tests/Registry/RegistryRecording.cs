using System.Text.Json.Nodes;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>One recorded call, with the ids and the root of the replay in place of the recorded ones.</summary>
public sealed class RegistryRecording
{
    private readonly JsonObject _line;

    public RegistryRecording(string json) => _line = JsonNode.Parse(json)!.AsObject();

    public int Index => (int)_line["i"]!;

    public string Operation => (string)_line["op"]!;

    public long Now => (long)_line["now"]!;

    public JsonNode? Result => _line["result"];

    public JsonObject? Error => _line["error"]?.AsObject();

    public JsonObject Files => _line["files"]!.AsObject();

    public static string Source { get; } = Path.Combine(GetTestsFolder(), "Golden", "registry");

    public static IReadOnlyList<string> Lines(string file) => File.ReadAllLines(Path.Combine(Source, file));

    public string Text(int position) => (string)_line["args"]![position]!;

    public JsonNode? Arg(int position) => _line["args"]!.AsArray() is var args && position < args.Count ? args[position] : null;

    public JsonNode? Named(string name) => _line["kwargs"]![name];

    public string? NamedText(string name) => (string?)Named(name);

    /// <summary>A map whose values may be no texts: Python writes them as its own.</summary>
    public Dictionary<string, string>? NamedMap(string name) => ToMap(Named(name));

    public static Dictionary<string, string>? ToMap(JsonNode? node) => node?.AsObject().ToDictionary(
        entry => entry.Key, entry => entry.Value is null ? "None" : entry.Value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)entry.Value! : entry.Value.ToJsonString());

    public override string ToString() => $"{Index} {Operation} {_line["args"]!.ToJsonString()} {_line["kwargs"]!.ToJsonString()}";

    private static string GetTestsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Golden", "SOURCE.md")))
        {
            folder = folder.Parent;
        }

        // The nearest is this project's own; the shared one lies in the folder above it.
        return folder?.Parent?.FullName ?? throw new InvalidOperationException($"The tests run from '{AppContext.BaseDirectory}', outside of the tests' folder.");
    }
}
