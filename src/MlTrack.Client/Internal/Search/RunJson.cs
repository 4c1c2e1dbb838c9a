using System.Text.Json;

namespace MlTrack.Internal.Search;

/// <summary>
/// Writes runs as JSON in the shape of MLflow's entity: <c>info</c>, <c>data</c>, <c>inputs</c>, <c>outputs</c>. Times are milliseconds; NaN and
/// infinities, which JSON lacks, are the texts <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal static class RunJson
{
    /// <summary>Writes a run.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="run">The run.</param>
    /// <param name="history">Every point of each metric, or null to leave <c>metric_history</c> out.</param>
    public static void Write(Utf8JsonWriter writer, RunRecord run, IReadOnlyDictionary<string, IReadOnlyList<Metric>>? history)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("info");
        WriteInfo(writer, run.Info);
        writer.WriteStartObject("data");
        writer.WriteStartObject("metrics");
        foreach (var metric in run.Data.Metrics.OrderBy(m => m.Key, CodePointComparer.Instance))
        {
            writer.WritePropertyName(metric.Key);
            WritePoint(writer, metric.Value);
        }

        writer.WriteEndObject();
        WriteTexts(writer, "params", run.Data.Params);
        WriteTexts(writer, "tags", run.Data.Tags);
        writer.WriteEndObject();
        WriteInputs(writer, run.Inputs);
        WriteOutputs(writer, run.Outputs);
        if (history is not null)
        {
            WriteHistory(writer, history);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what a run is.</summary>
    public static void WriteInfo(Utf8JsonWriter writer, RunInfo info)
    {
        writer.WriteStartObject();
        writer.WriteString("run_id", info.RunId);
        writer.WriteString("run_name", info.RunName);
        writer.WriteString("experiment_id", info.ExperimentId);
        writer.WriteString("user_id", info.UserId);
        writer.WriteString("status", info.Status.ToText());
        writer.WriteNumber("start_time", info.StartTime.ToUnixTimeMilliseconds());
        writer.WritePropertyName("end_time");
        if (info.EndTime is { } end)
        {
            writer.WriteNumberValue(end.ToUnixTimeMilliseconds());
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("lifecycle_stage", info.LifecycleStage.ToText());
        writer.WriteString("artifact_uri", info.ArtifactUri);
        writer.WriteEndObject();
    }

    /// <summary>Writes a number; null, NaN and infinities as far as JSON can.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, double? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case double.NaN:
                writer.WriteStringValue("NaN");
                break;
            case double.PositiveInfinity:
                writer.WriteStringValue("Infinity");
                break;
            case double.NegativeInfinity:
                writer.WriteStringValue("-Infinity");
                break;
            default:
                // As Python writes it, on every runtime alike: 3.0 stays 3.0, 1e-05 is not 0.00001.
                writer.WriteRawValue(ExportText.Number(value.Value), skipInputValidation: true);
                break;
        }
    }

    private static void WritePoint(Utf8JsonWriter writer, Metric metric)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", metric.TimestampMilliseconds);
        writer.WritePropertyName("value");
        WriteNumber(writer, metric.Value);
        writer.WriteNumber("step", metric.Step);
        writer.WriteString("dataset_name", metric.DatasetName);
        writer.WriteString("dataset_digest", metric.DatasetDigest);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var pair in map.OrderBy(p => p.Key, CodePointComparer.Instance))
        {
            writer.WriteString(pair.Key, pair.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter writer, RunInputs inputs)
    {
        writer.WriteStartObject("inputs");
        writer.WriteStartArray("datasets");
        foreach (var input in inputs.Datasets)
        {
            writer.WriteStartObject();
            writer.WriteString("name", input.Dataset.Name);
            writer.WriteString("digest", input.Dataset.Digest);
            writer.WriteString("source_type", input.Dataset.SourceType);
            writer.WriteString("source", input.Dataset.Source);
            writer.WriteString("schema", input.Dataset.Schema);
            writer.WriteString("profile", input.Dataset.Profile);
            WriteTexts(writer, "tags", input.Tags);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("models");
        foreach (var model in inputs.Models)
        {
            writer.WriteStartObject();
            writer.WriteString("model_id", model.ModelId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter writer, RunOutputs outputs)
    {
        writer.WriteStartObject("outputs");
        writer.WriteStartArray("models");
        foreach (var model in outputs.Models)
        {
            writer.WriteStartObject();
            writer.WriteString("model_id", model.ModelId);
            writer.WriteNumber("step", model.Step);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<Metric>> history)
    {
        writer.WriteStartObject("metric_history");
        foreach (var pair in history.OrderBy(p => p.Key, CodePointComparer.Instance))
        {
            writer.WriteStartArray(pair.Key);
            foreach (var point in pair.Value)
            {
                WritePoint(writer, point);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
