using System.Globalization;
using System.Text;

namespace MlTrack.Benchmarks.Search;

/// <summary>
/// Writes trees of runs as a grid search leaves them: 10 params, 10 metrics of 10 points, 5 tags a run, a hundred runs to an experiment at least and ten
/// experiments at most. One seed gives one tree, byte for byte. Written by plain file calls, since a hundred thousand runs are 2.6 million files.
/// </summary>
internal sealed class RunTree
{
    public const int Params = 10;
    public const int Metrics = 10;
    public const int Points = 10;
    public const int Tags = 5;
    public const int FilesPerRun = 1 + Params + Metrics + Tags;

    public static readonly string[] ParamKeys = ["lr", "batch_size", "optimizer", "dropout", "depth", "width", "l2", "warmup", "seed", "augment"];
    public static readonly string[] MetricKeys = ["loss", "accuracy", "val/loss", "val/accuracy", "f1", "auc", "epoch_time", "grad_norm", "memory", "throughput"];
    public static readonly string[] TagKeys = ["mlflow.runName", "mlflow.user", "mlflow.source.name", "team", "stage"];
    private static readonly string[] Optimizers = ["adam", "sgd", "adamw", "lion"];

    private readonly string _root;
    private readonly int _seed;

    public RunTree(string root, int seed = 1)
    {
        _root = Path.GetFullPath(root);
        _seed = seed;
    }

    /// <summary>Writes the tree.</summary>
    /// <returns>The files that were written.</returns>
    public long Write(int runs)
    {
        var experiments = Math.Clamp(runs / 100, 1, 10);
        for (var i = 0; i < experiments; i++)
        {
            WriteFile(Path.Combine(_root, Id(i), "meta.yaml"), $"""
                artifact_location: file://{_root}/{Id(i)}
                creation_time: 1700000000000
                experiment_id: '{Id(i)}'
                last_update_time: 1700000000000
                lifecycle_stage: active
                name: {(i == 0 ? "Default" : "grid-" + Id(i))}

                """);
        }

        Parallel.For(0, runs, run => WriteRun(run, experiments));
        return ((long)runs * FilesPerRun) + experiments;
    }

    private static string Id(int experiment) => experiment.ToString(CultureInfo.InvariantCulture);

    private void WriteRun(int index, int experiments)
    {
        var random = new Random(unchecked((_seed * 1_000_003) + index));
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var runId = Convert.ToHexStringLower(bytes);
        var experiment = Id(index % experiments);
        var folder = Path.Combine(_root, experiment, runId);
        var start = 1_700_000_000_000 + (index * 60_000L);
        var ended = start + random.Next(10_000, 3_600_000);
        var name = "trial-" + index.ToString(CultureInfo.InvariantCulture);
        WriteFile(Path.Combine(folder, "meta.yaml"), $"""
            artifact_uri: file://{_root}/{experiment}/{runId}/artifacts
            end_time: {ended}
            entry_point_name: ''
            experiment_id: '{experiment}'
            lifecycle_stage: active
            run_id: {runId}
            run_name: {name}
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: {start}
            status: {(random.Next(20) == 0 ? 4 : 3)}
            tags: []
            user_id: ada

            """);
        Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
        foreach (var key in ParamKeys)
        {
            WriteFile(Path.Combine(folder, "params", key), key == "optimizer" ? Optimizers[random.Next(4)] : Text(Math.Round(random.NextDouble(), 4)));
        }

        foreach (var key in MetricKeys)
        {
            WriteFile(Path.Combine(folder, "metrics", key), Series(random, start));
        }

        foreach (var key in TagKeys)
        {
            WriteFile(Path.Combine(folder, "tags", key), key == "mlflow.runName" ? name : key + "-" + Text(random.Next(8)));
        }
    }

    private static string Series(Random random, long start)
    {
        var text = new StringBuilder();
        var value = random.NextDouble();
        for (var step = 0; step < Points; step++)
        {
            value *= 0.8 + (random.NextDouble() * 0.3);
            text.Append(start + (step * 1000)).Append(' ').Append(Text(value)).Append(' ').Append(step).Append('\n');
        }

        return text.ToString();
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteFile(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));
    }
}
