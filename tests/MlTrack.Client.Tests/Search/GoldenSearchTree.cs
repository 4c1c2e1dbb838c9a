using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace MlTrack.Tests.Search;

/// <summary>
/// The recorded tree of the search goldens, read in the plainest way, so that these tests judge the search alone and not the file store.
/// </summary>
internal sealed class GoldenSearchTree
{
    private static readonly Lazy<GoldenSearchTree> Loaded = new(() => new GoldenSearchTree());

    private GoldenSearchTree()
    {
        var root = Path.Combine(Folder, "mlruns");
        foreach (var folder in Directory.GetDirectories(root).Concat(Directory.GetDirectories(Path.Combine(root, ".trash"))))
        {
            if (Path.GetFileName(folder) is not ("models" or ".trash"))
            {
                ReadExperiment(folder);
            }
        }

        foreach (var folder in Directory.GetDirectories(Path.Combine(root, "models")))
        {
            ReadRegisteredModel(folder);
        }
    }

    public static GoldenSearchTree Instance => Loaded.Value;

    public static string Folder { get; } = FindFolder();

    public List<Experiment> Experiments { get; } = [];

    public List<RunRecord> Runs { get; } = [];

    public List<LoggedModel> LoggedModels { get; } = [];

    public List<RegisteredModel> RegisteredModels { get; } = [];

    public List<ModelVersion> ModelVersions { get; } = [];

    /// <summary>The points of a run's metric in the order of its file.</summary>
    public Dictionary<(string RunId, string Key), List<Metric>> Histories { get; } = [];

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "MlTrack.Golden.Tests", "Golden", "search");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("The recorded search tree was not found above the tests.");
    }

    private void ReadExperiment(string folder)
    {
        var meta = Meta.Read(folder);
        var tags = ReadTexts(Path.Combine(folder, "tags"));
        foreach (var (key, value) in meta.Map("tags"))
        {
            tags.TryAdd(key, value);
        }

        Experiments.Add(new Experiment
        {
            ExperimentId = meta.Text("experiment_id")!,
            Name = meta.Text("name")!,
            LifecycleStage = meta.Stage,
            CreationTime = meta.Time("creation_time"),
            LastUpdateTime = meta.Time("last_update_time"),
            Tags = tags,
        });

        foreach (var run in Directory.GetDirectories(folder))
        {
            if (Path.GetFileName(run) is not ("tags" or "datasets" or "traces" or "models"))
            {
                ReadRun(run, Path.Combine(folder, "datasets"));
            }
        }

        var models = Path.Combine(folder, "models");
        foreach (var model in Directory.Exists(models) ? Directory.GetDirectories(models) : [])
        {
            ReadLoggedModel(model);
        }
    }

    private void ReadRun(string folder, string datasets)
    {
        var meta = Meta.Read(folder);
        var id = meta.Text("run_id")!;
        var metrics = new Dictionary<string, Metric>();
        foreach (var (key, text) in ReadTexts(Path.Combine(folder, "metrics")))
        {
            var points = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Point(key, l.Split(' '), hasRun: false)).ToList();
            Histories[(id, key)] = points;
            var latest = points[0];
            foreach (var point in points.Skip(1))
            {
                var order = (point.Step, point.TimestampMilliseconds).CompareTo((latest.Step, latest.TimestampMilliseconds));
                latest = order > 0 || (order == 0 && point.Value > latest.Value) ? point : latest;
            }

            metrics[key] = latest;
        }

        Runs.Add(new RunRecord
        {
            Info = new RunInfo
            {
                RunId = id,
                ExperimentId = meta.Text("experiment_id")!,
                RunName = meta.Text("run_name") ?? "",
                UserId = meta.Text("user_id") ?? "",
                Status = (RunStatus)meta.Number("status")!,
                StartTime = meta.Time("start_time")!.Value,
                EndTime = meta.Time("end_time"),
                LifecycleStage = meta.Stage,
                ArtifactUri = meta.Text("artifact_uri") ?? "",
            },
            Data = new RunData { Metrics = metrics, Params = ReadTexts(Path.Combine(folder, "params")), Tags = ReadTexts(Path.Combine(folder, "tags")) },
            Inputs = new RunInputs { Datasets = ReadInputs(Path.Combine(folder, "inputs"), datasets) },
        });
    }

    private static List<DatasetInput> ReadInputs(string folder, string datasets)
    {
        var result = new List<DatasetInput>();
        foreach (var input in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            var meta = Meta.Read(input);
            var dataset = Meta.Read(Path.Combine(datasets, meta.Text("source_id")!));
            result.Add(new DatasetInput
            {
                Dataset = new Dataset { Name = dataset.Text("name")!, Digest = dataset.Text("digest")! },
                Tags = meta.Map("tags"),
            });
        }

        return result;
    }

    private void ReadLoggedModel(string folder)
    {
        var meta = Meta.Read(folder);
        var metrics = new List<Metric>();
        foreach (var (key, text) in ReadTexts(Path.Combine(folder, "metrics")))
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var point = Point(key, line.Split(' '), hasRun: true);
                var index = metrics.FindIndex(m => m.Key == key && m.DatasetName == point.DatasetName && m.DatasetDigest == point.DatasetDigest);
                if (index < 0)
                {
                    metrics.Add(point);
                }
                else if ((point.Step, point.TimestampMilliseconds, point.Value).CompareTo((metrics[index].Step, metrics[index].TimestampMilliseconds, metrics[index].Value)) > 0)
                {
                    metrics[index] = point;
                }
            }
        }

        LoggedModels.Add(new LoggedModel
        {
            ModelId = meta.Text("model_id")!,
            ExperimentId = meta.Text("experiment_id")!,
            Name = meta.Text("name")!,
            ModelType = meta.Text("model_type"),
            SourceRunId = meta.Text("source_run_id"),
            Status = (LoggedModelStatus)meta.Number("status")!,
            LifecycleStage = meta.Stage,
            CreationTime = meta.Time("creation_timestamp")!.Value,
            LastUpdateTime = meta.Time("last_updated_timestamp")!.Value,
            Params = ReadTexts(Path.Combine(folder, "params")),
            Tags = ReadTexts(Path.Combine(folder, "tags")),
            Metrics = metrics,
        });
    }

    private void ReadRegisteredModel(string folder)
    {
        var meta = Meta.Read(folder);
        RegisteredModels.Add(new RegisteredModel
        {
            Name = meta.Text("name")!,
            CreationTime = meta.Time("creation_timestamp")!.Value,
            LastUpdatedTime = meta.Time("last_updated_timestamp")!.Value,
            Tags = ReadTexts(Path.Combine(folder, "tags")),
        });
        foreach (var version in Directory.GetDirectories(folder, "version-*"))
        {
            var data = Meta.Read(version);
            ModelVersions.Add(new ModelVersion
            {
                Name = data.Text("name")!,
                Version = data.Text("version")!,
                CreationTime = data.Time("creation_timestamp")!.Value,
                LastUpdatedTime = data.Time("last_updated_timestamp")!.Value,
                CurrentStage = data.Text("current_stage") ?? "None",
                RunId = data.Text("run_id"),
                Source = data.Text("storage_location") is { Length: > 0 } location && data.Text("source") is null ? location : data.Text("source"),
                Tags = ReadTexts(Path.Combine(version, "tags")),
            });
        }
    }

    /// <summary>A line: time, value, step, and in a model's file the run; then perhaps name and digest of a data set.</summary>
    private static Metric Point(string key, string[] fields, bool hasRun)
    {
        var dataset = hasRun ? 4 : 3;
        var hasDataset = fields.Length == dataset + 2;
        return new Metric
        {
            Key = key,
            TimestampMilliseconds = long.Parse(fields[0], CultureInfo.InvariantCulture),
            Value = fields[1] switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.Parse(fields[1], CultureInfo.InvariantCulture) },
            Step = fields.Length > 2 && !(hasDataset && !hasRun) ? long.Parse(fields[2], CultureInfo.InvariantCulture) : 0,
            DatasetName = hasDataset ? fields[dataset] : null,
            DatasetDigest = hasDataset ? fields[dataset + 1] : null,
        };
    }

    private static Dictionary<string, string> ReadTexts(string folder)
    {
        var result = new Dictionary<string, string>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            result[Path.GetRelativePath(folder, file).Replace('\\', '/')] = new UTF8Encoding(false, true).GetString(File.ReadAllBytes(file));
        }

        return result;
    }

    private sealed class Meta(YamlMappingNode node)
    {
        public LifecycleStage Stage => Text("lifecycle_stage") == "deleted" ? LifecycleStage.Deleted : LifecycleStage.Active;

        public static Meta Read(string folder)
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(Path.Combine(folder, "meta.yaml"))));
            return new Meta((YamlMappingNode)yaml.Documents[0].RootNode);
        }

        public string? Text(string key) =>
            node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text, Style: var style }
            && !(style == YamlDotNet.Core.ScalarStyle.Plain && text is "null" or "") ? text : null;

        public long? Number(string key) => Text(key) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

        public DateTimeOffset? Time(string key) => Number(key) is { } number ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;

        public Dictionary<string, string> Map(string key) =>
            node.Children.TryGetValue(key, out var value) && value is YamlMappingNode map
                ? map.Children.ToDictionary(p => ((YamlScalarNode)p.Key).Value!, p => ((YamlScalarNode)p.Value).Value!)
                : [];
    }
}
