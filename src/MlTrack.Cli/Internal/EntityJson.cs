using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlTrack.Cli.Internal;

/// <summary>
/// MLflow's entities as JSON, in the one shape that all commands use: MLflow's own names, times in milliseconds since 1970 UTC, maps sorted by key, what
/// is missing as null, and NaN and infinities, which JSON lacks, as <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>. Fields may be added, none
/// is renamed or removed: programs read this.
/// </summary>
internal static partial class EntityJson
{
    /// <summary>Letters of every script stay as they are, control characters do not: the text may end on a terminal.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>An experiment.</summary>
    public static void Write(Utf8JsonWriter json, Experiment experiment)
    {
        json.WriteStartObject();
        json.WriteString("experiment_id", experiment.ExperimentId);
        json.WriteString("name", experiment.Name);
        json.WriteString("artifact_location", experiment.ArtifactLocation);
        json.WriteString("lifecycle_stage", experiment.LifecycleStage.ToText());
        WriteTime(json, "creation_time", experiment.CreationTime);
        WriteTime(json, "last_update_time", experiment.LastUpdateTime);
        WriteTexts(json, "tags", experiment.Tags);
        json.WriteEndObject();
    }

    /// <summary>A run, whole.</summary>
    public static void Write(Utf8JsonWriter json, RunRecord run) => Write(json, run, history: null);

    /// <summary>A run, whole, with every point of its metrics if they are given.</summary>
    public static void Write(Utf8JsonWriter json, RunRecord run, IReadOnlyDictionary<string, IReadOnlyList<Metric>>? history)
    {
        json.WriteStartObject();
        WriteInfo(json, run.Info);
        json.WriteStartObject("data");
        json.WriteStartObject("metrics");
        foreach (var metric in run.Data.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(metric.Key);
            Write(json, metric.Value);
        }

        json.WriteEndObject();
        WriteTexts(json, "params", run.Data.Params);
        WriteTexts(json, "tags", run.Data.Tags);
        json.WriteEndObject();
        WriteInputs(json, run.Inputs);
        json.WriteStartObject("outputs");
        json.WriteStartArray("models");
        foreach (var model in run.Outputs.Models)
        {
            json.WriteStartObject();
            json.WriteString("model_id", model.ModelId);
            json.WriteNumber("step", model.Step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        if (history is not null)
        {
            WriteHistory(json, history);
        }

        json.WriteEndObject();
    }

    /// <summary>A point of a metric.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="point">The point.</param>
    /// <param name="withKey">True where nothing around it says which metric it is of.</param>
    public static void Write(Utf8JsonWriter json, Metric point, bool withKey = false)
    {
        json.WriteStartObject();
        if (withKey)
        {
            json.WriteString("key", point.Key);
        }

        json.WriteNumber("timestamp", point.TimestampMilliseconds);
        json.WritePropertyName("value");
        WriteNumber(json, point.Value);
        json.WriteNumber("step", point.Step);
        json.WriteString("dataset_name", point.DatasetName);
        json.WriteString("dataset_digest", point.DatasetDigest);
        json.WriteEndObject();
    }

    /// <summary>A file or folder of artifacts.</summary>
    public static void Write(Utf8JsonWriter json, ArtifactInfo artifact)
    {
        json.WriteStartObject();
        json.WriteString("path", artifact.Path);
        json.WriteBoolean("is_dir", artifact.IsDirectory);
        json.WritePropertyName("file_size");
        if (artifact.FileSize is { } size)
        {
            json.WriteNumberValue(size);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    /// <summary>A number with all its digits; a whole one keeps its point, so that readers see a float, as in MLflow.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteStringValue("NaN");
        }
        else if (double.IsInfinity(value))
        {
            json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
        else
        {
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0", skipInputValidation: true);
        }
    }

    /// <summary>A map of texts, sorted by key.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var text in texts.OrderBy(text => text.Key, StringComparer.Ordinal))
        {
            json.WriteString(text.Key, text.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter json, RunInfo info)
    {
        json.WriteStartObject("info");
        json.WriteString("run_id", info.RunId);
        json.WriteString("run_name", info.RunName);
        json.WriteString("experiment_id", info.ExperimentId);
        json.WriteString("user_id", info.UserId);
        json.WriteString("status", info.Status.ToText());
        WriteTime(json, "start_time", info.StartTime);
        WriteTime(json, "end_time", info.EndTime);
        json.WriteString("lifecycle_stage", info.LifecycleStage.ToText());
        json.WriteString("artifact_uri", info.ArtifactUri);
        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, RunInputs inputs)
    {
        json.WriteStartObject("inputs");
        json.WriteStartArray("datasets");
        foreach (var input in inputs.Datasets)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Dataset.Name);
            json.WriteString("digest", input.Dataset.Digest);
            json.WriteString("source_type", input.Dataset.SourceType);
            json.WriteString("source", input.Dataset.Source);
            json.WriteString("schema", input.Dataset.Schema);
            json.WriteString("profile", input.Dataset.Profile);
            WriteTexts(json, "tags", input.Tags);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("models");
        foreach (var model in inputs.Models)
        {
            json.WriteStringValue(model.ModelId);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyDictionary<string, IReadOnlyList<Metric>> history)
    {
        json.WriteStartObject("metric_history");
        foreach (var (key, points) in history.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(key);
            foreach (var point in points)
            {
                Write(json, point);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, known.ToUnixTimeMilliseconds());
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
