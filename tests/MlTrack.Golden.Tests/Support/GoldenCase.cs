using System.Text.Json.Nodes;

namespace MlTrack.Golden.Tests.Support;

/// <summary>A recorded tree, copied to a folder of its own, with the empty folders that version control does not keep.</summary>
public sealed class GoldenCase : IDisposable
{
    private GoldenCase(string name)
    {
        Name = name;
        Folder = Path.Combine(Path.GetTempPath(), "mltrack-golden-" + Guid.NewGuid().ToString("N"));
        Root = Path.Combine(Folder, "mlruns");
        Copy(Path.Combine(Source, name, "mlruns"), Root);
        foreach (var folder in File.ReadAllLines(Path.Combine(Source, name, "empty_dirs.txt")).Where(line => line.Length > 0))
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
        }

        Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Source, name, "expected.json")))!.AsObject();
    }

    public static string Source { get; } = Path.Combine(GetFolder(), "Golden", "file-store");

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Source).Where(folder => File.Exists(Path.Combine(folder, "expected.json"))).Select(folder => Path.GetFileName(folder)!)
            .OrderBy(name => name, StringComparer.Ordinal);

    public string Name { get; }

    public string Folder { get; }

    public string Root { get; }

    public JsonObject Expected { get; }

    public static GoldenCase Open(string name) => new(name);

    public static JsonNode ReadTable(string fileName) => JsonNode.Parse(File.ReadAllText(Path.Combine(Source, fileName)))!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Every file below the root, by its relative path.</summary>
    public Dictionary<string, byte[]> ReadAll() => Directory.GetFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .ToDictionary(path => Path.GetRelativePath(Root, path), File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>A hash of every file below the root, by its relative path; folders are named too.</summary>
    public SortedDictionary<string, string> Fingerprint()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, content) in ReadAll())
        {
            all.Add(path, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)));
        }

        foreach (var folder in Directory.GetDirectories(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            all.Add(Path.GetRelativePath(Root, folder) + "/", "");
        }

        return all;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(from, "*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    // From the assembly's folder upwards: source paths are mapped away in deterministic builds, and the trees are too many to copy beside it.
    private static string GetFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlTrack.Golden.Tests.csproj")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"The tests run from '{AppContext.BaseDirectory}', outside their project's folder.");
    }
}
