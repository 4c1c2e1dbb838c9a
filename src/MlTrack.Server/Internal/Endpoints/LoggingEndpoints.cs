using System.Text.Json;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Text;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations that log into a run.</summary>
internal static class LoggingEndpoints
{
    private const string HistoryTag = "mlflow.log-model.history";
    private const string Key = "run_id!:text key!:text";

    internal static void Add(RouteTable table)
    {
        table.Add<LogMetricMessage>(
            "POST",
            "runs/log-metric",
            Key + " value!:number timestamp!:integer step:integer model_id:text dataset_name:text dataset_digest:text",
            m => Access.Run(m.RunId, Capability.Update),
            LogMetricAsync);
        table.Add<RunKeyValueMessage>("POST", "runs/log-parameter", Key + " value:text", m => Access.Run(m.RunId, Capability.Update), LogParamAsync);
        table.Add<RunKeyValueMessage>("POST", "runs/set-tag", Key + " value:text", m => Access.Run(m.RunId, Capability.Update), SetTagAsync);
        table.Add<RunTagKeyMessage>("POST", "runs/delete-tag", Key, m => Access.Run(m.RunId, Capability.Update), DeleteTagAsync);
        table.Add<LogBatchMessage>(
            "POST", "runs/log-batch", "run_id!:text metrics:metrics params:entries tags:entries", m => Access.Run(m.RunId, Capability.Update), LogBatchAsync);
        table.Add<LogModelMessage>("POST", "runs/log-model", "run_id!:text model_json!:text", m => Access.Run(m.RunId, Capability.Update), LogModelAsync);
    }

    private static async ValueTask LogMetricAsync(Call call, LogMetricMessage message)
    {
        CheckTime(message.Timestamp, "timestamp");
        await call.Store.LogMetricAsync(message.RunId!, WireRuns.ToMetric(message), CancellationToken.None).ConfigureAwait(false);
        call.Core.Metrics.Logged(1);
    }

    private static ValueTask LogParamAsync(Call call, RunKeyValueMessage message) =>
        call.Store.LogParamAsync(message.RunId!, new Param(message.Key!, message.Value ?? ""), CancellationToken.None);

    private static async ValueTask SetTagAsync(Call call, RunKeyValueMessage message)
    {
        // A single tag is cut as one in a batch is; MLflow's database does so, its file store not.
        var value = Names.CheckTagValue(message.Value ?? "") is null ? message.Value ?? "" : Names.Truncate(message.Value!, Names.MaxTagValueLength);
        await call.Store.SetTagAsync(message.RunId!, new RunTag(message.Key!, value), CancellationToken.None).ConfigureAwait(false);
    }

    private static ValueTask DeleteTagAsync(Call call, RunTagKeyMessage message) =>
        call.Store.DeleteTagAsync(message.RunId!, message.Key!, CancellationToken.None);

    private static async ValueTask LogBatchAsync(Call call, LogBatchMessage message)
    {
        for (var i = 0; i < message.Metrics?.Count; i++)
        {
            if (message.Metrics[i].Timestamp > MetricLine.MaxTimestampMs)
            {
                CheckTime(message.Metrics[i].Timestamp, FormattableString.Invariant($"metrics[{i}].timestamp"));
            }
        }

        await call.Store.LogBatchAsync(message.RunId!, WireRuns.ToBatch(message), CancellationToken.None).ConfigureAwait(false);
        call.Core.Metrics.Logged(message.Metrics?.Count ?? 0);
    }

    // A time that cannot be read back must not be written.
    private static void CheckTime(long? timestamp, string parameter)
    {
        if (timestamp > MetricLine.MaxTimestampMs)
        {
            throw WireFaults.Invalid(timestamp.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), parameter, "The time must lie before the year 10000.");
        }
    }

    // What clients before MLflow 3 do: the model's description becomes one more element of a list in a tag.
    private static async ValueTask LogModelAsync(Call call, LogModelMessage message)
    {
        using var model = ParseModel(message.ModelJson!);
        await call.Core.ReadModifyWrite.WaitAsync(call.Gone).ConfigureAwait(false);
        try
        {
            var run = await call.Store.GetRunAsync(message.RunId!, CancellationToken.None).ConfigureAwait(false);
            run.Data.Tags.TryGetValue(HistoryTag, out var history);
            await call.Store.SetTagAsync(message.RunId!, new RunTag(HistoryTag, Append(history, model.RootElement)), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            call.Core.ReadModifyWrite.Release();
        }

    }

    private static JsonDocument ParseModel(string json)
    {
        JsonDocument model;
        try
        {
            model = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        }
        catch (JsonException)
        {
            throw BindingFaults.Invalid($"Malformed model info. \n {json} \n is not a valid JSON.");
        }

        string[] needed = ["artifact_path", "flavors", "utc_time_created", "run_id"];
        var missing = model.RootElement.ValueKind != JsonValueKind.Object
            ? needed
            : [.. needed.Where(name => !model.RootElement.TryGetProperty(name, out _))];
        if (missing.Length > 0)
        {
            model.Dispose();
            throw BindingFaults.Invalid($"Model json is missing mandatory fields: {{{string.Join(", ", missing.Select(name => $"'{name}'"))}}}");
        }

        return model;
    }

    // As Python writes it, since MLflow's clients compare the text.
    private static string Append(string? history, JsonElement model)
    {
        var writer = new PythonJsonWriter().StartArray();
        if (!string.IsNullOrEmpty(history))
        {
            using var before = ParseHistory(history);
            foreach (var element in before.RootElement.EnumerateArray())
            {
                writer.Element(element);
            }
        }

        return writer.Element(model).EndArray().ToString();
    }

    private static JsonDocument ParseHistory(string history)
    {
        try
        {
            var document = JsonDocument.Parse(history);
            return document.RootElement.ValueKind == JsonValueKind.Array ? document : throw new JsonException("No list.");
        }
        catch (JsonException)
        {
            throw BindingFaults.Invalid($"The tag '{HistoryTag}' of this run is no JSON list, so that no model can be added to it.");
        }
    }
}
