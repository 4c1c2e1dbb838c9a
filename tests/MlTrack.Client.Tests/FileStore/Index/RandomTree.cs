using System.Globalization;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>
/// An <c>mlruns</c> tree that is written and changed file by file, as other programs do it: nothing here goes through the store. Values come from few, so that
/// filters meet them often, and most changes keep a file's length.
/// </summary>
internal sealed class RandomTree : IDisposable
{
    public static readonly string[] MetricKeys = ["a", "b", "a b", "n/s"];
    public static readonly string[] TextKeys = ["a", "b", "in", "n/s/t"];
    private static readonly string[] Texts = ["x", "X", "xy", "1", "0.1", "10", "it's", "", "😀"];
    private static readonly string[] Values = ["0", "0.1", "1.0", "10", "-3", "nan", "inf", "1e-07"];
    private readonly TempFolder _folder = new();
    private readonly Random _random;
    private readonly List<(string Experiment, string RunId)> _runs = [];
    private long _clock;

    public RandomTree(int seed, int runs, int experiments = 2)
    {
        _random = new Random(seed);
        for (var i = 0; i < experiments; i++)
        {
            Write($"{i}/meta.yaml", $"artifact_location: file:///nowhere/{i}\ncreation_time: 1\nexperiment_id: '{i}'\nlast_update_time: 1\nlifecycle_stage: active\nname: e{i}\n");
            Experiments.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        for (var i = 0; i < runs; i++)
        {
            AddRun();
        }
    }

    public string Root => _folder.Path;

    public List<string> Experiments { get; } = [];

    public IReadOnlyList<string> RunIds => _runs.ConvertAll(run => run.RunId);

    /// <summary>Waits until no file is too young to be trusted.</summary>
    public static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(2.1));

    /// <summary>Does something to the tree that a program or a person might do, and gives its name.</summary>
    public string Change()
    {
        var run = _runs.Count == 0 ? null : FolderOf(_runs[_random.Next(_runs.Count)]);
        switch (run is null ? 0 : _random.Next(14))
        {
            case 0:
                AddRun();
                return "a run more";
            case 1:
                Directory.Delete(run!, recursive: true);
                _runs.RemoveAll(known => FolderOf(known) == run);
                return "a run less";
            case 2 or 3:
                var metric = PathOf(run!, "metrics", Pick(MetricKeys));
                Directory.CreateDirectory(Path.GetDirectoryName(metric)!);
                File.AppendAllText(metric, Point() + "\n");
                return "a point more";
            case 4:
                return Rewrite(run!, "metrics", text => text.Replace('1', '2'));
            case 5:
                return Rewrite(run!, "params", _ => Pick(Texts));
            case 6:
                return Rewrite(run!, "tags", text => text == "x" ? "y" : "x");
            case 7:
                WriteText(run!, "params");
                return "a param more";
            case 8:
                WriteText(run!, "tags");
                return "a tag more";
            case 9:
                return Delete(run!);
            case 10:
                return Replace(run!);
            case 11:
                return RewriteMeta(run!, "status: 3", "status: 4", "status: 1");
            case 12:
                return RewriteMeta(run!, "lifecycle_stage: active", "lifecycle_stage: deleted");
            default:
                return RewriteMeta(run!, "run_name: x", "run_name: y", "run_name: ''");
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string PathOf(string folder, string kind, string key) => Path.Combine([folder, kind, .. key.Split('/')]);

    private string FolderOf((string Experiment, string RunId) run) => _folder.PathOf(run.Experiment, run.RunId);

    private void AddRun()
    {
        var id = new Guid(_random.Next(), 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]).ToString("N");
        var experiment = Pick(Experiments);
        var end = _random.Next(3) == 0 ? "null" : _random.Next(20).ToString(CultureInfo.InvariantCulture);
        Write($"{experiment}/{id}/meta.yaml", $"""
            artifact_uri: file:///nowhere/{experiment}/{id}/artifacts
            end_time: {end}
            entry_point_name: ''
            experiment_id: '{experiment}'
            lifecycle_stage: active
            run_id: {id}
            run_name: {Pick<string>(["x", "y", "''"])}
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: {_random.Next(12)}
            status: {_random.Next(1, 6)}
            tags: []
            user_id: ada

            """.ReplaceLineEndings("\n"));
        _runs.Add((experiment, id));
        var folder = FolderOf(_runs[^1]);
        foreach (var key in MetricKeys.Where(_ => _random.Next(2) == 0))
        {
            Write($"{experiment}/{id}/metrics/{key}", string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Point() + "\n")));
        }

        for (var i = _random.Next(6); i > 0; i--)
        {
            WriteText(folder, Pick<string>(["params", "tags"]));
        }

        if (_random.Next(2) == 0)
        {
            Write($"{experiment}/{id}/tags/mlflow.runName", Pick(Texts));
        }
    }

    private string Point() => string.Create(CultureInfo.InvariantCulture, $"{++_clock % 7} {Pick(Values)} {_random.Next(5)}");

    private void WriteText(string run, string kind)
    {
        var path = PathOf(run, kind, Pick(TextKeys));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Pick(Texts));
    }

    // As Python's open(path, "w") does: the file is cut to nothing and written again, under the same inode.
    private string Rewrite(string run, string kind, Func<string, string> change)
    {
        if (AnyFile(Path.Combine(run, kind)) is not { } path)
        {
            return "nothing";
        }

        var text = change(File.ReadAllText(path));
        var keepsTime = _random.Next(3) == 0;
        var time = File.GetLastWriteTimeUtc(path);
        using (var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        if (keepsTime)
        {
            File.SetLastWriteTimeUtc(path, time);
        }

        return $"{kind} rewritten{(keepsTime ? " under the old time" : "")}";
    }

    private string RewriteMeta(string run, params string[] states)
    {
        var path = Path.Combine(run, "meta.yaml");
        var text = File.ReadAllText(path);
        var state = Array.FindIndex(states, known => text.Contains(known + "\n", StringComparison.Ordinal));
        if (state < 0)
        {
            return "nothing";
        }

        File.WriteAllText(path, text.Replace(states[state], states[(state + 1) % states.Length], StringComparison.Ordinal));
        return "meta " + states[state];
    }

    private string Delete(string run)
    {
        if (AnyFile(Path.Combine(run, Pick<string>(["metrics", "params", "tags"]))) is not { } path)
        {
            return "nothing";
        }

        File.Delete(path);
        return "a file less";
    }

    private string Replace(string run)
    {
        if (AnyFile(Path.Combine(run, "params")) is not { } path)
        {
            return "nothing";
        }

        var temp = Path.Combine(run, ".mltrack-tmp-1");
        File.WriteAllText(temp, Pick(Texts));
        File.Move(temp, path, overwrite: true);
        return "a file replaced";
    }

    private string? AnyFile(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
        return files.Length == 0 ? null : Pick(files.Order(StringComparer.Ordinal).ToList());
    }

    private void Write(string path, string text) => _folder.Write(path, text);

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
