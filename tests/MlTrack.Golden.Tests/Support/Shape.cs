using System.Globalization;
using System.Text.Json.Nodes;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests.Support;

/// <summary>Brings what the store reads, and what was recorded, into one form of text, so that both can be compared.</summary>
public static class Shape
{
    public static JsonObject Of(Experiment experiment) => new()
    {
        ["experiment_id"] = experiment.ExperimentId,
        ["name"] = experiment.Name,
        ["artifact_location"] = experiment.ArtifactLocation,
        ["lifecycle_stage"] = experiment.LifecycleStage.ToText(),
        ["creation_time"] = experiment.CreationTime?.ToUnixTimeMilliseconds(),
        ["last_update_time"] = experiment.LastUpdateTime?.ToUnixTimeMilliseconds(),
        ["tags"] = Of(experiment.Tags),
    };

    public static JsonObject Of(RunRecord run) => new()
    {
        ["info"] = new JsonObject
        {
            ["run_id"] = run.Info.RunId,
            ["run_name"] = run.Info.RunName,
            ["experiment_id"] = run.Info.ExperimentId,
            ["user_id"] = run.Info.UserId,
            ["status"] = run.Info.Status.ToText(),
            ["start_time"] = run.Info.StartTime.ToUnixTimeMilliseconds(),
            ["end_time"] = run.Info.EndTime?.ToUnixTimeMilliseconds(),
            ["lifecycle_stage"] = run.Info.LifecycleStage.ToText(),
            ["artifact_uri"] = run.Info.ArtifactUri,
        },
        ["data"] = new JsonObject
        {
            ["metrics"] = new JsonObject(run.Data.Metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(metric.Key, OfPoint(metric.Value)))),
            ["params"] = Of(run.Data.Params),
            ["tags"] = Of(run.Data.Tags),
        },
        ["inputs"] = new JsonObject
        {
            ["datasets"] = new JsonArray([.. run.Inputs.Datasets.Select(Of)]),
            ["models"] = new JsonArray([.. run.Inputs.Models.Select(model => JsonValue.Create(model.ModelId))]),
        },
        ["outputs"] = new JsonObject
        {
            ["models"] = new JsonArray([.. run.Outputs.Models.Select(model => new JsonObject { ["model_id"] = model.ModelId, ["step"] = model.Step })]),
        },
    };

    public static JsonObject Of(LoggedModel model) => new()
    {
        ["model_id"] = model.ModelId,
        ["experiment_id"] = model.ExperimentId,
        ["name"] = model.Name,
        ["model_type"] = model.ModelType,
        ["source_run_id"] = model.SourceRunId,
        ["artifact_location"] = model.ArtifactLocation,
        ["creation_timestamp"] = model.CreationTime.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = model.LastUpdateTime.ToUnixTimeMilliseconds(),
        ["status"] = model.Status.ToText(),
        ["status_message"] = model.StatusMessage,
        ["tags"] = Of(model.Tags),
        ["params"] = Of(model.Params),
        ["metrics"] = new JsonArray([.. model.Metrics.Select(metric =>
        {
            var point = OfPoint(metric);
            point["key"] = metric.Key;
            point["run_id"] = metric.RunId;
            point["model_id"] = metric.ModelId;
            return point;
        })]),
    };

    public static JsonObject OfPoint(Metric metric) => new()
    {
        ["timestamp"] = metric.TimestampMilliseconds,
        ["value"] = double.IsFinite(metric.Value) ? metric.Value : metric.Value.ToString(CultureInfo.InvariantCulture),
        ["step"] = metric.Step,
        ["dataset_name"] = metric.DatasetName,
        ["dataset_digest"] = metric.DatasetDigest,
    };

    public static JsonObject Of(ArtifactInfo artifact) => new()
    {
        ["path"] = artifact.Path,
        ["is_dir"] = artifact.IsDirectory,
        ["file_size"] = artifact.FileSize,
    };

    /// <summary>Each folder followed by its content, as in the recordings.</summary>
    public static async Task<JsonArray> OfAsync(IArtifactRepository artifacts, string path = "")
    {
        var all = new JsonArray();
        foreach (var entry in await artifacts.ListAsync(path))
        {
            all.Add(Of(entry));
            if (entry.IsDirectory)
            {
                foreach (var inner in await OfAsync(artifacts, entry.Path))
                {
                    all.Add(inner!.DeepClone());
                }
            }
        }

        return all;
    }

    /// <summary>One text for equal content: keys sorted, lists without order sorted, numbers as doubles or integers.</summary>
    public static string Text(JsonNode? node, string name = "") => node switch
    {
        null => "null",
        JsonObject map => "{" + string.Join(", ", map.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}: {Text(pair.Value, pair.Key)}")) + "}",
        JsonArray list => "[" + string.Join(", ", Order(list.Select(item => Text(item)), name)) + "]",
        JsonValue value when name == "value" && value.GetValueKind() == System.Text.Json.JsonValueKind.Number =>
            BitConverter.DoubleToInt64Bits(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)).ToString("x16", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    /// <summary>Where two trees differ: the path of each leaf, and what stands there in the second.</summary>
    public static IEnumerable<(string Path, string Ours)> Differences(JsonNode? expected, JsonNode? ours, string path = "", string name = "")
    {
        if (expected is JsonObject a && ours is JsonObject b)
        {
            return a.Select(pair => pair.Key).Union(b.Select(pair => pair.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .SelectMany(key => a.ContainsKey(key) && b.ContainsKey(key)
                    ? Differences(a[key], b[key], $"{path} {key}", key)
                    : [($"{path} {key}", b.ContainsKey(key) ? Text(b[key], key) : "missing")]);
        }

        if (expected is JsonArray x && ours is JsonArray y && x.Count == y.Count)
        {
            var left = Order(x.Select(item => Text(item)), name).ToList();
            var right = Order(y.Select(item => Text(item)), name).ToList();
            return Enumerable.Range(0, left.Count).Where(i => left[i] != right[i]).Select(i => ($"{path} [{i}]", right[i]));
        }

        var text = Text(ours, name);
        return Text(expected, name) == text ? [] : [(path, text)];
    }

    public static bool IsError(JsonNode? node) => node is JsonObject map && map.ContainsKey("error");

    private static JsonObject Of(DatasetInput input) => new()
    {
        ["name"] = input.Dataset.Name,
        ["digest"] = input.Dataset.Digest,
        ["source_type"] = input.Dataset.SourceType,
        ["source"] = input.Dataset.Source,
        ["schema"] = input.Dataset.Schema,
        ["profile"] = input.Dataset.Profile,
        ["tags"] = Of(input.Tags),
    };

    private static JsonObject Of(IReadOnlyDictionary<string, string> texts) =>
        new(texts.Select(text => KeyValuePair.Create<string, JsonNode?>(text.Key, JsonValue.Create(text.Value))));

    // Inputs, outputs and the metrics of models have no order on disk.
    private static IEnumerable<string> Order(IEnumerable<string> items, string name) =>
        name is "datasets" or "models" or "metrics" ? items.OrderBy(item => item, StringComparer.Ordinal) : items;
}
