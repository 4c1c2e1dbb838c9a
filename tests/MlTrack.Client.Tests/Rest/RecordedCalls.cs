using System.Globalization;
using System.Text;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;

namespace MlTrack.Tests.Rest;

/// <summary>Makes the call of the store that belongs to a recorded request, and gives its result as the message that the server sent.</summary>
internal static class RecordedCalls
{
    private static readonly Dictionary<string, Func<ITrackingStore, RecordedExchange, Task<object?>>> Calls = new(StringComparer.Ordinal)
    {
        ["POST experiments/create"] = async (store, e) => new CreateExperimentAnswer { ExperimentId = await store.CreateExperimentAsync(WireExperiments.ToRequest(Body<CreateExperimentMessage>(e))) },
        ["GET experiments/get"] = async (store, e) => new ExperimentAnswer { Experiment = WireExperiments.ToMessage(await store.GetExperimentAsync(e.Query["experiment_id"])) },
        ["GET experiments/get-by-name"] = async (store, e) =>
            await store.FindExperimentByNameAsync(e.Query["experiment_name"]) is { } found ? new ExperimentAnswer { Experiment = WireExperiments.ToMessage(found) } : null,
        ["POST experiments/search"] = async (store, e) =>
        {
            var page = await store.SearchExperimentsAsync(WireExperiments.ToQuery(Body<SearchExperimentsMessage>(e), View(Body<SearchExperimentsMessage>(e).ViewType)));
            return new SearchExperimentsAnswer { Experiments = List(page.Items.Select(WireExperiments.ToMessage)), NextPageToken = page.NextPageToken };
        },
        ["POST experiments/update"] = (store, e) => Done(store.RenameExperimentAsync(Body<UpdateExperimentMessage>(e).ExperimentId ?? "", Body<UpdateExperimentMessage>(e).NewName ?? "")),
        ["POST experiments/delete"] = (store, e) => Done(store.DeleteExperimentAsync(Body<ExperimentIdMessage>(e).ExperimentId ?? "")),
        ["POST experiments/restore"] = (store, e) => Done(store.RestoreExperimentAsync(Body<ExperimentIdMessage>(e).ExperimentId ?? "")),
        ["POST experiments/set-experiment-tag"] = (store, e) => With<ExperimentTagMessage>(e, m => store.SetExperimentTagAsync(m.ExperimentId ?? "", m.Key ?? "", m.Value ?? "")),
        ["POST experiments/delete-experiment-tag"] = (store, e) => With<ExperimentTagMessage>(e, m => store.DeleteExperimentTagAsync(m.ExperimentId ?? "", m.Key ?? "")),
        ["POST experiments/search-datasets"] = async (store, e) => new SearchDatasetsAnswer
        {
            DatasetSummaries = List((await store.SearchDatasetsAsync(Body<SearchDatasetsMessage>(e).ExperimentIds ?? [])).Select(WireInputs.ToMessage)),
        },
        ["POST runs/create"] = async (store, e) => new RunAnswer { Run = WireRuns.ToMessage(await store.CreateRunAsync(WireRuns.ToRequest(Body<CreateRunMessage>(e)))) },
        ["GET runs/get"] = async (store, e) => new RunAnswer { Run = WireRuns.ToMessage(await store.GetRunAsync(e.Query.GetValueOrDefault("run_id") ?? e.Query["run_uuid"])) },
        ["POST runs/update"] = async (store, e) =>
        {
            var m = Body<UpdateRunMessage>(e);
            var update = new RunUpdate
            {
                Status = m.Status is { } text && WireEnums.TryRead(text, out RunStatus status) ? status : null, EndTime = WireTime.FromRequest(m.EndTime, "end_time"), RunName = m.RunName,
            };
            return new UpdateRunAnswer { RunInfo = WireRuns.ToMessage(await store.UpdateRunAsync(m.RunId ?? m.RunUuid ?? "", update)) };
        },
        ["POST runs/delete"] = (store, e) => With<RunOnlyIdMessage>(e, m => store.DeleteRunAsync(m.RunId ?? "")),
        ["POST runs/restore"] = (store, e) => With<RunOnlyIdMessage>(e, m => store.RestoreRunAsync(m.RunId ?? "")),
        ["POST runs/search"] = async (store, e) =>
        {
            var page = await store.SearchRunsAsync(WireRuns.ToQuery(Body<SearchRunsMessage>(e), View(Body<SearchRunsMessage>(e).RunViewType)));
            return new SearchRunsAnswer { Runs = List(page.Items.Select(WireRuns.ToMessage)), NextPageToken = page.NextPageToken };
        },
        ["POST runs/log-metric"] = (store, e) => With<LogMetricMessage>(e, m => store.LogMetricAsync(m.RunId ?? m.RunUuid ?? "", WireRuns.ToMetric(m))),
        ["POST runs/log-parameter"] = (store, e) => With<RunKeyValueMessage>(e, m => store.LogParamAsync(m.RunId ?? m.RunUuid ?? "", new Param(m.Key ?? "", m.Value ?? ""))),
        ["POST runs/set-tag"] = (store, e) => With<RunKeyValueMessage>(e, m => store.SetTagAsync(m.RunId ?? m.RunUuid ?? "", new RunTag(m.Key ?? "", m.Value ?? ""))),
        ["POST runs/delete-tag"] = (store, e) => With<RunTagKeyMessage>(e, m => store.DeleteTagAsync(m.RunId ?? "", m.Key ?? "")),
        ["POST runs/log-batch"] = (store, e) => With<LogBatchMessage>(e, m => store.LogBatchAsync(m.RunId ?? "", WireRuns.ToBatch(m))),
        ["POST runs/log-inputs"] = (store, e) => With<LogInputsMessage>(e, m => store.LogInputsAsync(m.RunId ?? "", WireInputs.ToDatasets(m.Datasets), WireInputs.ToModelInputs(m.Models))),
        ["POST runs/outputs"] = (store, e) => With<LogOutputsMessage>(e, m => store.LogOutputsAsync(m.RunId ?? "", WireInputs.ToModelOutputs(m.Models))),
        ["GET metrics/get-history"] = async (store, e) =>
        {
            int? limit = e.Query.TryGetValue("max_results", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
            var page = await store.GetMetricHistoryPageAsync(e.Query.GetValueOrDefault("run_id") ?? e.Query["run_uuid"], e.Query["metric_key"], limit, e.Query.GetValueOrDefault("page_token"));
            return new MetricsAnswer { Metrics = WireEntries.ToMessages(page.Items), NextPageToken = page.NextPageToken };
        },
        ["POST logged-models"] = async (store, e) => new LoggedModelAnswer { Model = WireLoggedModels.ToMessage(await store.CreateLoggedModelAsync(WireLoggedModels.ToRequest(Body<CreateLoggedModelMessage>(e)))) },
        ["GET logged-models/{id}"] = async (store, e) => new LoggedModelAnswer { Model = WireLoggedModels.ToMessage(await store.GetLoggedModelAsync(Id(e), e.Query.ContainsKey("allow_deleted"))) },
        ["PATCH logged-models/{id}"] = async (store, e) => new LoggedModelAnswer
        {
            Model = WireLoggedModels.ToMessage(await store.FinalizeLoggedModelAsync(
                Id(e), Body<LoggedModelIdMessage>(e).Status is { } text && WireEnums.TryRead(text, out LoggedModelStatus status) ? status : LoggedModelStatus.Unspecified)),
        },
        ["DELETE logged-models/{id}"] = (store, e) => Done(store.DeleteLoggedModelAsync(Id(e))),
        ["POST logged-models/{id}/params"] = (store, e) => With<LoggedModelEntriesMessage>(e, m => store.LogLoggedModelParamsAsync(Id(e), WireEntries.ToParams(m.Params))),
        ["PATCH logged-models/{id}/tags"] = (store, e) => With<LoggedModelEntriesMessage>(e, m => store.SetLoggedModelTagsAsync(Id(e), WireEntries.ToTags(m.Tags))),
        ["POST logged-models/search"] = async (store, e) =>
        {
            var page = await store.SearchLoggedModelsAsync(WireLoggedModels.ToQuery(Body<SearchLoggedModelsMessage>(e)));
            return new SearchLoggedModelsAnswer { Models = List(page.Items.Select(WireLoggedModels.ToMessage)), NextPageToken = page.NextPageToken };
        },
    };

    /// <summary>The call, or null where our types cannot say what was sent.</summary>
    internal static Func<ITrackingStore, Task<object?>>? Find(RecordedExchange exchange) =>
        Calls.TryGetValue($"{exchange.Method} {exchange.Endpoint}", out var call) ? store => call(store, exchange)
        : RecordedRegistryCalls.All.TryGetValue($"{exchange.Method} {exchange.Endpoint}", out var registryCall) ? store => registryCall(((IModelRegistryProvider)store).ModelRegistry, exchange)
        : null;

    internal static T Body<T>(RecordedExchange exchange)
        where T : class, new() =>
        exchange.Request.ValueKind == System.Text.Json.JsonValueKind.Object ? WireJson.Read<T>(Encoding.UTF8.GetBytes(exchange.Request.GetRawText())) : throw new KeyNotFoundException("There is no JSON object.");

    internal static Task<object?> With<T>(RecordedExchange exchange, Func<T, ValueTask> call)
        where T : class, new() => Done(call(Body<T>(exchange)));

    private static async Task<object?> Done(ValueTask task)
    {
        await task;
        return EmptyMessage.Instance;
    }

    private static string Id(RecordedExchange exchange) => exchange.Path.Split('/')[5];

    private static ViewType View(WireEnum? text) =>
        text is not { } value ? ViewType.ActiveOnly : WireEnums.TryRead(value, out ViewType view) ? view : throw new FormatException($"'{value}' is no view.");

    internal static List<T>? List<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
