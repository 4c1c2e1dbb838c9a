using System.Globalization;
using System.Text.Json.Nodes;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>Entities of the registry in the form of the recordings. What has no order there is sorted here.</summary>
public static class RegistryShape
{
    public static JsonObject Of(RegisteredModel model) => new()
    {
        ["name"] = model.Name,
        ["creation_timestamp"] = model.CreationTime.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = model.LastUpdatedTime.ToUnixTimeMilliseconds(),
        ["description"] = model.Description,
        ["tags"] = Of(model.Tags),
        ["aliases"] = Of(model.Aliases),
        ["latest_versions"] = new JsonArray(
            [.. model.LatestVersions.OrderBy(Number).Select(version => new JsonObject { ["version"] = Number(version), ["current_stage"] = version.CurrentStage })]),
    };

    public static JsonObject Of(ModelVersion version) => new()
    {
        ["name"] = version.Name,
        ["version"] = Number(version),
        ["creation_timestamp"] = version.CreationTime.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = version.LastUpdatedTime.ToUnixTimeMilliseconds(),
        ["description"] = version.Description,
        ["current_stage"] = version.CurrentStage,
        ["source"] = version.Source,
        ["run_id"] = version.RunId,
        ["run_link"] = version.RunLink,
        ["status"] = version.Status.ToText(),
        ["status_message"] = version.StatusMessage,
        ["user_id"] = version.UserId,
        ["model_id"] = version.ModelId,
        ["tags"] = Of(version.Tags),
        ["aliases"] = new JsonArray([.. version.Aliases.Order(StringComparer.Ordinal).Select(alias => JsonValue.Create(alias))]),
    };

    public static JsonArray Of(IEnumerable<ModelVersion> versions) => new([.. versions.OrderBy(Number).Select(Of)]);

    public static JsonObject Of(LoggedModel model) => new()
    {
        ["experiment_id"] = model.ExperimentId,
        ["model_id"] = model.ModelId,
        ["name"] = model.Name,
        ["artifact_location"] = model.ArtifactLocation,
        ["creation_timestamp"] = model.CreationTime.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = model.LastUpdateTime.ToUnixTimeMilliseconds(),
        ["model_type"] = model.ModelType,
        ["source_run_id"] = model.SourceRunId,
        ["status"] = model.Status.ToString().ToUpperInvariant(),
        ["status_message"] = model.StatusMessage,
        ["tags"] = Of(model.Tags),
        ["params"] = Of(model.Params),
        ["metrics"] = new JsonArray([.. model.Metrics.OrderBy(metric => metric.Step).Select(Of)]),
    };

    /// <summary>Sorts what Python keeps in sets, so that texts can be compared.</summary>
    public static string Normal(JsonNode? recorded)
    {
        var copy = recorded?.DeepClone();
        Sort(copy);
        return copy?.ToJsonString() ?? "null";
    }

    private static void Sort(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                var items = list.Select(item => item?.DeepClone()).ToList();
                items.ForEach(Sort);
                list.Clear();
                foreach (var item in items.OrderBy(item => item is JsonObject entry && entry["version"] is { } version ? (int)version : 0).ThenBy(item => item?.ToJsonString(), StringComparer.Ordinal))
                {
                    list.Add(item);
                }

                break;

            case JsonObject map:
                var entries = map.Select(entry => (entry.Key, Value: entry.Value?.DeepClone())).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
                map.Clear();
                foreach (var (key, value) in entries)
                {
                    Sort(value);
                    map.Add(key, value);
                }

                break;
        }
    }

    private static JsonObject Of(Metric metric) => new()
    {
        ["key"] = metric.Key,
        ["value"] = metric.Value,
        ["timestamp"] = metric.TimestampMilliseconds,
        ["step"] = metric.Step,
        ["run_id"] = metric.RunId,
        ["dataset_name"] = metric.DatasetName,
        ["dataset_digest"] = metric.DatasetDigest,
    };

    private static JsonObject Of(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, JsonValue.Create(entry.Value))));

    private static int Number(ModelVersion version) => int.Parse(version.Version, CultureInfo.InvariantCulture);
}
