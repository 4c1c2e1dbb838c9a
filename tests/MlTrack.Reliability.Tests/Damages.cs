using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MlTrack.Reliability.Tests;

/// <summary>Every way in which the cases damage a tree, by name.</summary>
internal static class Damages
{
    // A gigabyte in the long form; a quarter of it shows the same within the time of a busy machine.
    private static readonly long HolesSize = Scale.IsLong ? 1L << 30 : 1L << 28;

    private static readonly string[] Files =
    [
        "<exp>/meta.yaml", "<exp>/tags/note", "<exp>/datasets/<dataset>/meta.yaml", "<exp>/models/<model>/meta.yaml", "<exp>/models/<model>/params/depth",
        "<exp>/models/<model>/tags/kind", "<exp>/<run>/meta.yaml", "<exp>/<run>/params/lr", "<exp>/<run>/tags/team", "<exp>/<run>/metrics/loss",
        "<exp>/<run>/inputs/<input>/meta.yaml", "<exp>/<run>/outputs/<model>/meta.yaml",
    ];

    private static readonly (string Name, Action<SickTree, string> Do)[] OfFiles =
    [
        ("is empty", (_, path) => File.WriteAllBytes(path, [])),
        ("is cut in half", (_, path) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..(int)(new FileInfo(path).Length / 2)])),
        ("is all zeros", (_, path) => File.WriteAllBytes(path, new byte[new FileInfo(path).Length])),
        ("is not UTF-8", (_, path) => File.WriteAllBytes(path, [0xff, 0xfe, 0xc0, 0xaf, 0x0a])),
        ("is prose", (_, path) => File.WriteAllText(path, "Dear run,\n\tall: is [well: here\n")),
        ("is a list", (_, path) => File.WriteAllText(path, "- a\n- b\n")),
        ("is a bomb", (_, path) => File.WriteAllText(path, Bomb())),
        ("is deeply nested", (_, path) => File.WriteAllText(path, "a: " + new string('[', 20_000) + "\n")),
        ("names a type", (_, path) => File.WriteAllText(path, "!!python/object/apply:os.system ['true']\n")),
        ("has a byte order mark", (_, path) => File.WriteAllBytes(path, [0xef, 0xbb, 0xbf, .. File.ReadAllBytes(path)])),
        ("has Windows line ends", (_, path) => File.WriteAllText(path, File.ReadAllText(path).Replace("\n", "\r\n", StringComparison.Ordinal))),
        ("is full of holes", (_, path) => Resize(path, HolesSize)),
        ("is gone", (_, path) => File.Delete(path)),
        ("is a folder", (_, path) => Replace(path, () => Directory.CreateDirectory(path))),
        ("is a pipe", (_, path) => Replace(path, () => SickTree.MakePipe(path))),
        ("is a device", (_, path) => Replace(path, () => File.CreateSymbolicLink(path, "/dev/zero"))),
        ("is a link to a secret", (tree, path) => Replace(path, () => File.CreateSymbolicLink(path, tree.SecretFile))),
        ("is a link to itself", (_, path) => Replace(path, () => File.CreateSymbolicLink(path, path))),
    ];

    private static readonly string[] Folders =
    [
        "<exp>", "<exp>/tags", "<exp>/datasets", "<exp>/models", "<exp>/<run>", "<exp>/<run>/metrics", "<exp>/<run>/params", "<exp>/<run>/tags", "<exp>/<run>/inputs",
        "<exp>/<run>/outputs", "<exp>/<run>/artifacts", "<exp>/<run>/metrics/val",
    ];

    private static readonly string[] MetaKeys =
        ["artifact_uri", "end_time", "experiment_id", "lifecycle_stage", "run_id", "run_name", "start_time", "status", "user_id"];

    private static readonly (string Name, string Value)[] MetaValues =
        [("null", "null"), ("a text", "zombie"), ("a huge number", "99999999999999999999999999"), ("a list", "[1, 2]"), ("a mapping", "{a: 1}"), ("negative", "-1")];

    private static readonly (string Name, string Line)[] MetricLines =
    [
        ("blank", ""), ("one field", "1"), ("four fields", "1 2 3 4"), ("seven fields", "1 2 3 4 5 6 7"), ("words", "one two three"), ("a comma", "1 0,5 3"), ("a fraction as step", "1 0.5 1.5"),
        ("a tab", "1\t2\t3"), ("the year 540000", "17000000000000000 1 1"), ("a step beyond 64 bits", "1 1 99999999999999999999"), ("hexadecimal", "1 0x1 1"), ("a cut value", "2 0."),
    ];

    private static readonly (string Name, Action<SickTree> Do)[] OfTrees =
    [
        ("root has .git", tree => Directory.CreateDirectory(Path.Combine(tree.Root, ".git", "objects"))),
        ("root has .ipynb_checkpoints", tree => Directory.CreateDirectory(Path.Combine(tree.Root, ".ipynb_checkpoints"))),
        ("root has my notes", tree => Directory.CreateDirectory(Path.Combine(tree.Root, "my notes"))),
        ("root has a line break in a name", tree => Directory.CreateDirectory(Path.Combine(tree.Root, "a\nb"))),
        ("root has a file", tree => File.WriteAllText(Path.Combine(tree.Root, "README"), "hello")),
        ("trash has a foreign folder", tree => Directory.CreateDirectory(Path.Combine(tree.Root, ".trash", "my notes"))),
        ("trash is a file", tree => Replace(Path.Combine(tree.Root, ".trash"), () => File.WriteAllText(Path.Combine(tree.Root, ".trash"), ""))),
        ("experiment twice under one name", tree => Duplicate(tree.Experiment, "123456789012345678", "experiment_id")),
        ("experiment folder renamed", tree => Directory.Move(tree.Experiment, Path.Combine(tree.Root, "987654321098765432"))),
        ("run twice under one id", tree => SickTree.Copy(tree.Run, Path.Combine(tree.Root, "0", Path.GetFileName(tree.Run)))),
        ("run folder renamed", tree => Directory.Move(tree.Run, tree.Run + "x")),
        ("run folder with an odd name", tree => Directory.CreateDirectory(Path.Combine(tree.Experiment, "no run at all"))),
        ("run folder is empty", tree => Replace(tree.Run, () => Directory.CreateDirectory(tree.Run))),
        ("run folder is a file", tree => Replace(tree.Run, () => File.WriteAllText(tree.Run, "x"))),
        ("editors left files", tree => LeaveFiles(tree, "lr~", ".lr.swp", ".DS_Store", "Thumbs.db", "desktop.ini", "#lr#")),
        ("a param with a refused name", tree => File.WriteAllText(Path.Combine(tree.Run, "params", "a\\b"), "x")),
        ("a tag with an emoji for a name", tree => File.WriteAllText(Path.Combine(tree.Run, "tags", "😀"), "x")),
        ("a socket among the metrics", tree => Listen(Path.Combine(tree.Run, "metrics", "s"))),
        ("stray files in inputs", tree => File.WriteAllText(Path.Combine(tree.Run, "inputs", "stray"), "x")),
        ("stray folders in outputs", tree => Directory.CreateDirectory(Path.Combine(tree.Run, "outputs", "stray"))),
        ("temporary files of ours", tree => File.WriteAllText(Path.Combine(tree.Run, ".mltrack-0123456789abcdef.tmp"), "x")),
        ("an owner file of nobody", tree => File.WriteAllText(Path.Combine(tree.Run, ".mltrack-owner"), "{")),
        ("nested empty folders", tree => Directory.CreateDirectory(Path.Combine(tree.Run, "params", "a", "b", "c"))),
        ("very deep folders", tree => Directory.CreateDirectory(Path.Combine([tree.Run, "params", .. Enumerable.Repeat("d", 500)]))),
        ("a thousand tags", tree => Many(Path.Combine(tree.Run, "tags"), 1000)),
        ("a run inside artifacts", tree => SickTree.Copy(Path.Combine(tree.Root, tree.Template.Stranger.Info.ExperimentId, tree.Template.Stranger.Info.RunId),
            Path.Combine(tree.Run, "artifacts", "fake"))),
    ];

    internal static IReadOnlyDictionary<string, Action<SickTree>> All { get; } = Build();

    private static Dictionary<string, Action<SickTree>> Build()
    {
        var all = new Dictionary<string, Action<SickTree>>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            foreach (var (name, act) in OfFiles)
            {
                all.Add($"{file} {name}", tree => act(tree, tree.PathOf(file)));
            }
        }

        foreach (var folder in Folders)
        {
            all.Add($"{folder} is gone", tree => Directory.Delete(tree.PathOf(folder), recursive: true));
            all.Add($"{folder} links to a secret folder", tree => Replace(tree.PathOf(folder), () => Directory.CreateSymbolicLink(tree.PathOf(folder), tree.SecretFolder)));
            all.Add($"{folder} links to the root", tree => Replace(tree.PathOf(folder), () => Directory.CreateSymbolicLink(tree.PathOf(folder), tree.Root)));
        }

        foreach (var key in MetaKeys)
        {
            all.Add($"run meta without {key}", tree => EditMeta(tree, key, null));
            foreach (var (name, value) in MetaValues)
            {
                all.Add($"run meta with {key} {name}", tree => EditMeta(tree, key, value));
            }
        }

        foreach (var (name, line) in MetricLines)
        {
            all.Add($"metric line with {name}", tree => File.AppendAllText(Path.Combine(tree.Run, "metrics", "loss"), line + "\n"));
            all.Add($"metric ends in {name}", tree => File.AppendAllText(Path.Combine(tree.Run, "metrics", "loss"), line));
        }

        foreach (var (name, act) in OfTrees)
        {
            all.Add(name, act);
        }

        return all;
    }

    private static void EditMeta(SickTree tree, string key, string? value)
    {
        var path = Path.Combine(tree.Run, "meta.yaml");
        var lines = File.ReadAllLines(path).Where(line => !line.StartsWith(key + ":", StringComparison.Ordinal)).ToList();
        if (value is not null)
        {
            lines.Add($"{key}: {value}");
        }

        File.WriteAllLines(path, lines);
    }

    private static void Duplicate(string experiment, string id, string key)
    {
        var copy = Path.Combine(Path.GetDirectoryName(experiment)!, id);
        Directory.CreateDirectory(copy);
        var lines = File.ReadAllLines(Path.Combine(experiment, "meta.yaml")).Select(line => line.StartsWith(key + ":", StringComparison.Ordinal) ? $"{key}: '{id}'" : line);
        File.WriteAllLines(Path.Combine(copy, "meta.yaml"), lines);
    }

    private static void LeaveFiles(SickTree tree, params string[] names)
    {
        foreach (var folder in new[] { "params", "tags", "metrics" })
        {
            foreach (var name in names)
            {
                File.WriteAllText(Path.Combine(tree.Run, folder, name), "left over");
            }
        }
    }

    private static void Many(string folder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            File.WriteAllText(Path.Combine(folder, "t" + i.ToString(CultureInfo.InvariantCulture)), "v");
        }
    }

    private static void Listen(string path)
    {
        // The name stays when the socket is closed without being unlinked.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    private static void Replace(string path, Action make)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        make();
    }

    private static void Resize(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat("*a" + (i - 1).ToString(CultureInfo.InvariantCulture), 9))}]\n");
        }

        return text.ToString();
    }
}
