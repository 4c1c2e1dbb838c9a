using System.Text.Json;
using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <content>What is not an entity of MLflow.</content>
internal static partial class EntityJson
{
    /// <summary>Something that is wrong in a store.</summary>
    public static void Write(Utf8JsonWriter json, StoreProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("severity", problem.Severity == ProblemSeverity.Note ? "note" : "problem");
        json.WriteString("kind", problem.Kind);
        json.WriteString("path", problem.Path);
        json.WriteString("message", problem.Message);
        json.WriteString("experiment_id", problem.ExperimentId);
        json.WriteString("run_id", problem.RunId);
        json.WriteBoolean("can_repair", problem.CanRepair);
        json.WriteBoolean("repaired", problem.Repaired);
        json.WriteEndObject();
    }

    /// <summary>What was removed for good.</summary>
    public static void Write(Utf8JsonWriter json, GarbageCollectionResult result, bool isDryRun)
    {
        json.WriteStartObject();
        json.WriteBoolean("dry_run", isDryRun);
        WriteIds(json, "experiment_ids", result.ExperimentIds);
        WriteIds(json, "run_ids", result.RunIds);
        WriteIds(json, "model_ids", result.ModelIds);
        json.WriteNumber("bytes", result.Bytes);
        json.WriteEndObject();
    }

    /// <summary>What is in a store.</summary>
    public static void WriteInfo(
        Utf8JsonWriter json, string version, string store, long experiments, long deletedExperiments, IEnumerable<KeyValuePair<string, long>> statuses)
    {
        json.WriteStartObject();
        json.WriteString("version", version);
        json.WriteString("store", store);
        json.WriteNumber("experiments", experiments);
        json.WriteNumber("deleted_experiments", deletedExperiments);
        json.WriteStartObject("runs");
        foreach (var (status, count) in statuses)
        {
            json.WriteNumber(status, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }
}
