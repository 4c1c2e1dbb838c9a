using System.Text.Json.Nodes;

namespace MlTrack.Cli.Tests.Support;

/// <summary>A tree that MLflow wrote, copied to a folder of its own, and what MLflow itself reads in it.</summary>
internal sealed class RecordedTree : IDisposable
{
    private readonly TempFolder _folder = new();

    public RecordedTree(string name)
    {
        var source = Path.Combine(TestsFolder.Path, "MlTrack.Golden.Tests", "Golden", "file-store", name);
        Root = _folder.PathOf("mlruns");
        Copy(new DirectoryInfo(Path.Combine(source, "mlruns")), Root);
        foreach (var folder in File.ReadAllLines(Path.Combine(source, "empty_dirs.txt")).Where(line => line.Length > 0))
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
        }

        Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "expected.json")))!.AsObject();
    }

    /// <summary>The tree.</summary>
    public string Root { get; }

    /// <summary>The folder above it.</summary>
    public string Folder => _folder.Path;

    public JsonObject Expected { get; }

    /// <summary>The recorded runs of all experiments, by id.</summary>
    public IReadOnlyDictionary<string, JsonNode> Runs => Expected["experiments"]!.AsObject()
        .SelectMany(experiment => experiment.Value!["runs"]!.AsObject()).ToDictionary(run => run.Key, run => run.Value!, StringComparer.Ordinal);

    /// <summary>Runs a command on this tree.</summary>
    public Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync([.. arguments, "--store", Root]);

    public void Dispose() => _folder.Dispose();

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in from.GetDirectories("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            Copy(folder, Path.Combine(to, folder.Name));
        }

        foreach (var file in from.GetFiles("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }
    }
}
