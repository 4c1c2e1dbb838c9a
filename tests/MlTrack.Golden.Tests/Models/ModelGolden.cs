using System.Text.Json.Nodes;
using MlTrack.Golden.Tests.Registry;

namespace MlTrack.Golden.Tests.Models;

/// <summary>The recordings of models.</summary>
public static class ModelGolden
{
    public static string Source { get; } = Path.Combine(RegistryRecording.Source, "..", "models");

    public static IEnumerable<JsonObject> Rows(string file) => File.ReadAllLines(Path.Combine(Source, file)).Select(line => JsonNode.Parse(line)!.AsObject());

    public static JsonObject ReadFolders() => JsonNode.Parse(File.ReadAllText(Path.Combine(Source, "folders.json")))!.AsObject();

    public static string FolderOf(string name) => Path.Combine(Source, "folders", name);
}
